import { describe, expect, it } from 'vitest'
import type { components } from '@manyhold/api'
import { isEditable, reachable, standing, stepOf } from './steps'

type Import = components['schemas']['ImportOut']
const counts = {} as Import['counts']
const one = (state: Import['state'], job: [string, string] | null = null, more: Partial<Import> = {}): Pick<Import, 'state' | 'job' | 'counts' | 'swept_at'> => ({
  state, counts: null, swept_at: null, job: job === null ? null : { id: 1, name: `imports.${job[0]}`, state: job[1], error: '', progress_done: 0, progress_total: 0 }, ...more,
})

describe('where an import stands', () => {
  it('begins with its columns and waits at the check while that runs', () => {
    expect(stepOf(one('read'))).toBe('columns')
    expect(standing(one('read', ['check', 'queued']))).toBe('checking')
    expect(stepOf(one('read', ['check', 'running']))).toBe('check')
  })
  it('stays at the check that failed, and goes back to the columns when it was stopped', () => {
    expect(standing(one('read', ['check', 'failed']))).toBe('check_failed')
    expect(stepOf(one('read', ['check', 'cancelled']))).toBe('columns')
  })
  it('goes back to the columns when a sheet was set right after the check', () => {
    expect(stepOf(one('read', ['check', 'done']))).toBe('columns')
  })
  it('shows the result of a check, then the load and what became of it', () => {
    expect(stepOf(one('checked', ['check', 'done'], { counts }))).toBe('result')
    expect(standing(one('submitted', ['check', 'done']))).toBe('submitted')
    expect(stepOf(one('submitted', ['check', 'done']))).toBe('load')
    expect(standing(one('loading', ['load', 'running']))).toBe('loading')
    expect(standing(one('failed', ['load', 'failed']))).toBe('load_failed')
    expect(standing(one('loaded', ['load', 'done']))).toBe('loaded')
  })
  it('shows nothing but its end once its rows are no longer kept', () => {
    expect(reachable(one('reversed', ['reverse', 'done'], { counts }))).toEqual(['columns', 'result', 'load'])
    expect(reachable(one('reversed', ['reverse', 'done'], { counts, swept_at: '2026-11-23T00:00:00Z' }))).toEqual(['load'])
  })
  it('knows a reversal under way from one that was refused', () => {
    expect(standing(one('loaded', ['reverse', 'running']))).toBe('reversing')
    expect(standing(one('loaded', ['reverse', 'failed']))).toBe('loaded')
    expect(standing(one('reversed', ['reverse', 'done']))).toBe('reversed')
  })
})

describe('what can be looked at', () => {
  it('offers earlier steps, but no result without a check', () => {
    expect(reachable(one('read'))).toEqual(['columns'])
    expect(reachable(one('checked', ['check', 'done'], { counts }))).toEqual(['columns', 'result'])
    expect(reachable(one('loaded', ['load', 'done'], { counts }))).toEqual(['columns', 'result', 'load'])
  })
  it('lets sheets be set right until a load begins', () => {
    expect(isEditable(one('checked', ['check', 'done']))).toBe(true)
    expect(isEditable(one('read', ['check', 'running']))).toBe(false)
    expect(isEditable(one('failed', ['load', 'failed']))).toBe(false)
  })
})
