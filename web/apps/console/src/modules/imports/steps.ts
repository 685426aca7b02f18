import type { Tone } from '@manyhold/ui'
import type { components } from '@manyhold/api'

type Import = Pick<components['schemas']['ImportOut'], 'state' | 'job' | 'counts' | 'swept_at'>
export const STEPS = ['columns', 'check', 'result', 'load'] as const
export type Step = (typeof STEPS)[number]
/** Where an import stands, as somebody who looks for it in a list would say it. */
export type Standing = 'read' | 'checking' | 'check_failed' | 'checked' | 'submitted' | 'loading' | 'load_failed' | 'loaded' | 'reversing' | 'reversed'

export const STANDING_TONES: Record<Standing, Tone> = {
  read: 'waiting', checking: 'running', check_failed: 'urgent', checked: 'waiting', submitted: 'waiting', loading: 'running', load_failed: 'urgent', loaded: 'done', reversing: 'running', reversed: 'off',
}

export function isBusy(one: Pick<Import, 'job'>): boolean {
  return one.job !== null && ['queued', 'running'].includes(one.job.state)
}

export function standing(one: Import): Standing {
  const isAtWork = isBusy(one)
  switch (one.state) {
    case 'read': {
      if (isAtWork) return 'checking'
      return one.job?.name === 'imports.check' && one.job.state === 'failed' ? 'check_failed' : 'read'
    }
    case 'checked': return isAtWork ? 'checking' : 'checked'
    case 'submitted': return 'submitted'
    case 'loading': return 'loading'
    case 'failed': return 'load_failed'
    case 'loaded': return isAtWork ? 'reversing' : 'loaded'
    case 'reversed': return 'reversed'
  }
}

const STEP_OF: Record<Standing, Step> = {
  read: 'columns', checking: 'check', check_failed: 'check', checked: 'result', submitted: 'load', loading: 'load', load_failed: 'load', loaded: 'load', reversing: 'load', reversed: 'load',
}

/** The step that is next for it: coming back to an import shows this one. */
export const stepOf = (one: Import): Step => STEP_OF[standing(one)]

/** Steps that can be looked at: what has been, and the present one; a result only where a check has one, and none of what is no longer kept. */
export function reachable(one: Import): Step[] {
  if (one.swept_at !== null) return [stepOf(one)]
  const here = STEPS.indexOf(stepOf(one))
  return STEPS.filter((step, place) => place <= here && (step !== 'check' || stepOf(one) === 'check') && (step !== 'result' || one.counts !== null))
}

/** What is not loaded may be given up; never under a job. */
export function isDiscardable(one: Import): boolean {
  return !isBusy(one) && ['read', 'checked', 'loading', 'failed'].includes(one.state)
}

/** Sheets may be set right until a load begins; never under a job. */
export function isEditable(one: Import): boolean {
  return !isBusy(one) && (one.state === 'read' || one.state === 'checked')
}
