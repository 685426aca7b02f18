import { describe, expect, it } from 'vitest'
import { spokenLanguage } from './index'

describe('spokenLanguage', () => {
  it('speaks Chinese to every Chinese browser', () => {
    expect(spokenLanguage(['zh-CN', 'zh', 'en'])).toBe('zh-CN')
    expect(spokenLanguage(['zh-Hant-TW'])).toBe('zh-CN')
  })
  it('speaks English where English comes first of the two', () => {
    expect(spokenLanguage(['en-GB'])).toBe('en')
    expect(spokenLanguage(['de-DE', 'en', 'zh-CN'])).toBe('en')
  })
  it('speaks Chinese where it knows none of the languages', () => {
    expect(spokenLanguage(['fr-FR'])).toBe('zh-CN')
    expect(spokenLanguage([])).toBe('zh-CN')
  })
})
