import { describe, expect, it } from 'vitest'
import { deviceName, isHandheld } from './device'

describe('deviceName', () => {
  it('tells Edge from the Chrome that it also claims to be', () => {
    const edge = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0 Safari/537.36 Edg/109.0'
    expect(deviceName(edge)).toBe('Edge · Windows')
    expect(isHandheld(edge)).toBe(false)
  })
  it('shows a program by what it calls itself', () => {
    expect(deviceName('curl/8.0')).toBe('curl/8.0')
    expect(deviceName('')).toBe('—')
  })
})
