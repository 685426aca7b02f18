import { describe, expect, it } from 'vitest'
import { offered, untilDue } from './acts'

describe('offered', () => {
  it('puts the usual next step first and the ways back apart', () => {
    expect(offered('accepted', ['assign', 'refuse', 'finish', 'cancel', 'note'], true)).toEqual({ next: 'finish', others: ['assign'], aside: [], back: ['refuse', 'cancel'] })
  })
  it('lets the desk give an assigned order to somebody else when accepting is not its to do', () => {
    expect(offered('assigned', ['assign', 'cancel', 'note'], false)).toEqual({ next: 'assign', others: [], aside: [], back: ['cancel'] })
  })
  it('keeps in the menu what a dispatcher does in the name of the assignee', () => {
    expect(offered('assigned', ['assign', 'accept', 'refuse', 'cancel'], false)).toEqual({ next: 'assign', others: [], aside: ['accept'], back: ['refuse', 'cancel'] })
    expect(offered('accepted', ['assign', 'finish', 'refuse', 'cancel'], false)).toEqual({ next: 'assign', others: [], aside: ['finish'], back: ['refuse', 'cancel'] })
    expect(offered('assigned', ['assign', 'accept', 'refuse', 'cancel'], true)).toMatchObject({ next: 'accept', others: ['assign'], aside: [] })
  })
  it('has no next step for who may only look', () => {
    expect(offered('reported', ['note'], false)).toEqual({ next: null, others: [], aside: [], back: [] })
  })
  it('rates before it closes, and still rates a closed order', () => {
    expect(offered('finished', ['rate', 'close', 'reopen'], false)).toEqual({ next: 'rate', others: ['close'], aside: [], back: ['reopen'] })
    expect(offered('closed', ['rate', 'reopen'], false).next).toBe('rate')
  })
})

describe('untilDue', () => {
  const now = new Date('2026-11-22T10:00:00+08:00')
  it('counts down', () => expect(untilDue('2026-11-22T12:05:30+08:00', now)).toEqual({ isLate: false, days: 0, hours: 2, minutes: 5 }))
  it('counts up once it is late', () => expect(untilDue('2026-11-19T09:00:00+08:00', now)).toEqual({ isLate: true, days: 3, hours: 1, minutes: 0 }))
})
