import type { Tone } from '@manyhold/ui'
import type { OrderState } from './api/use-orders'

export const STATE_TONES: Record<OrderState, Tone> = { waiting_desk: 'waiting', reported: 'waiting', assigned: 'waiting', accepted: 'running', finished: 'done', closed: 'steady', cancelled: 'off' }
export const URGENCY_TONES: Record<string, Tone> = { critical: 'urgent', urgent: 'urgent', prompt: 'waiting' }

export type OnwardAct = 'verify' | 'assign' | 'accept' | 'finish' | 'rate' | 'close'
/** The acts in the order in which somebody would want them; what leads onward comes before what leads back. */
const ONWARD: readonly OnwardAct[] = ['verify', 'assign', 'accept', 'finish', 'rate', 'close']
const BACK = ['refuse', 'reopen', 'cancel'] as const
/** The assignee's own steps; whoever may assign can speak for them, but does so by way of the menu. */
const OWN: readonly string[] = ['accept', 'finish']
/** Each is the usual next step of its state; what is not here stands beside it. */
const NEXT: Record<OrderState, readonly OnwardAct[]> = {
  waiting_desk: ['verify'], reported: ['assign'], assigned: ['accept', 'assign'], accepted: ['finish', 'assign'], finished: ['rate', 'close'], closed: ['rate'], cancelled: [],
}
export type BackAct = (typeof BACK)[number]

export interface OfferedActs {
  /** The one to do next, if it is this person's to do. */
  next: OnwardAct | null
  others: OnwardAct[]
  /** In the name of the assignee: behind the menu. */
  aside: OnwardAct[]
  back: BackAct[]
}

/** What the server lets this person do now, laid out: the next step first. Adding a note has its own place. */
export function offered(state: OrderState, acts: readonly string[], isMine: boolean): OfferedActs {
  const allowed = ONWARD.filter((act) => acts.includes(act))
  const onward = allowed.filter((act) => isMine || !OWN.includes(act))
  const next = NEXT[state].find((act) => onward.includes(act)) ?? null
  return { next, others: onward.filter((act) => act !== next), aside: allowed.filter((act) => !onward.includes(act)), back: BACK.filter((act) => acts.includes(act)) }
}

/** How long until it is due, or since: the two largest parts that matter, in minutes. */
export function untilDue(due: string, now: Date): { isLate: boolean; days: number; hours: number; minutes: number } {
  const left = Date.parse(due) - now.getTime()
  const minutes = Math.floor(Math.abs(left) / 60_000)
  return { isLate: left < 0, days: Math.floor(minutes / 1440), hours: Math.floor((minutes % 1440) / 60), minutes: minutes % 60 }
}
