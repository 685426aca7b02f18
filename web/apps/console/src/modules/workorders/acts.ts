import type { Tone } from '@manyhold/ui'
import type { OrderState } from './api/use-orders'

export const STATE_TONES: Record<OrderState, Tone> = { waiting_desk: 'waiting', reported: 'waiting', assigned: 'waiting', accepted: 'running', finished: 'done', closed: 'steady', cancelled: 'off' }
export const URGENCY_TONES: Record<string, Tone> = { critical: 'urgent', urgent: 'urgent', prompt: 'waiting' }

/** The acts in the order in which somebody would want them; what leads onward comes before what leads back. */
const ONWARD = ['verify', 'assign', 'accept', 'finish', 'rate', 'close'] as const
const BACK = ['refuse', 'reopen', 'cancel'] as const
/** Each is the usual next step of its state; what is not here stands beside it. */
const NEXT: Record<OrderState, readonly string[]> = {
  waiting_desk: ['verify'], reported: ['assign'], assigned: ['accept', 'assign'], accepted: ['finish'], finished: ['rate', 'close'], closed: ['rate'], cancelled: [],
}
export type OnwardAct = (typeof ONWARD)[number]
export type BackAct = (typeof BACK)[number]

export interface OfferedActs {
  /** The one to do next, if it is this person's to do. */
  next: OnwardAct | null
  others: OnwardAct[]
  back: BackAct[]
}

/** What the server lets this person do now, laid out: the next step first. Adding a note has its own place. */
export function offered(state: OrderState, acts: readonly string[]): OfferedActs {
  const onward = ONWARD.filter((act) => acts.includes(act))
  const next = NEXT[state].find((act) => acts.includes(act)) as OnwardAct | undefined
  return { next: next ?? null, others: onward.filter((act) => act !== next), back: BACK.filter((act) => acts.includes(act)) }
}

/** How long until it is due, or since: the two largest parts that matter, in minutes. */
export function untilDue(due: string, now: Date): { isLate: boolean; days: number; hours: number; minutes: number } {
  const left = Date.parse(due) - now.getTime()
  const minutes = Math.floor(Math.abs(left) / 60_000)
  return { isLate: left < 0, days: Math.floor(minutes / 1440), hours: Math.floor((minutes % 1440) / 60), minutes: minutes % 60 }
}
