import type { ApprovalDocument, Chain, ChainIn, OutsideField, SeatIn } from './api/use-chains'

export interface SeatDraft {
  by: 'post' | 'person'
  role: string
  at: SeatIn['at']
  person_id: number | null
}
export interface StepDraft {
  name: string
  needs: 'any' | 'all'
  seats: SeatDraft[]
}
export interface ChainDraft {
  document_type: string
  name: string
  starts_on: string
  /** Everywhere, or `n12` for a node of the tree, `p7` for a project. */
  place: string
  kind: string
  /** As typed: yuan where the document's measure is money, else a count. */
  at_least: string
  below: string
  signs_once: boolean
  steps: StepDraft[]
  /** Empty where it is signed here; else the steps are those of the template there. */
  signed_in: '' | 'wecom' | 'dingtalk'
  template_id: string
  fields: OutsideField[]
}

export const COMMON_SOURCES = ['reference', 'title', 'project', 'document', 'link'] as const
/** The first control of every form bears our own number: by it an application is found again. */
export const freshFields = (): OutsideField[] => [{ source: 'reference', control: '', kind: 'text' }, { source: 'title', control: '', kind: 'text' }]
/** The control in which a source usually stands. */
export function usualKind(document: ApprovalDocument | undefined, source: string): OutsideField['kind'] {
  const type = document?.facts.find((fact) => fact.name === source)?.type
  return type === 'amount_fen' ? 'money' : type === 'count' ? 'number' : 'text'
}

export const freshSeat = (): SeatDraft => ({ by: 'post', role: '', at: 'project', person_id: null })
export const freshStep = (): StepDraft => ({ name: '', needs: 'any', seats: [freshSeat()] })

/** What was typed in yuan, in fen; a count as it is. Null when nothing was typed. */
export function sizeOf(typed: string, isMoney: boolean): number | null {
  if (typed.trim() === '') return null
  const value = Number(typed.replaceAll(',', ''))
  return Number.isFinite(value) && value >= 0 ? Math.round(isMoney ? value * 100 : value) : Number.NaN
}
const typedFrom = (size: number | null, isMoney: boolean): string => (size === null ? '' : String(isMoney ? size / 100 : size))

export function draftOf(chain: Chain | null, document: string, today: string, isMoney: boolean): ChainDraft {
  if (chain === null) return { document_type: document, name: '', starts_on: today, place: '', kind: '', at_least: '', below: '', signs_once: false, steps: [freshStep()], signed_in: '', template_id: '', fields: freshFields() }
  return {
    document_type: chain.document_type, name: chain.name, starts_on: chain.starts_on > today ? chain.starts_on : today,
    place: chain.project_id !== null ? `p${chain.project_id}` : chain.node_id !== null ? `n${chain.node_id}` : '',
    kind: chain.kind, at_least: typedFrom(chain.at_least, isMoney), below: typedFrom(chain.below, isMoney), signs_once: chain.signs_once,
    signed_in: chain.signed_in ?? '', template_id: chain.template_id, fields: chain.signed_in === null ? freshFields() : referenceFirst(chain.fields),
    steps: chain.signed_in !== null ? [freshStep()] : chain.steps.map((step) => ({ name: step.name, needs: step.needs, seats: step.seats.map((seat) => ({ by: seat.person_id === null ? 'post' : 'person', role: seat.role, at: seat.at, person_id: seat.person_id })) })),
  }
}

const referenceFirst = (fields: OutsideField[]): OutsideField[] =>
  [...fields].sort((one, other) => Number(other.source === 'reference') - Number(one.source === 'reference')).map((one) => ({ ...one }))

export function bodyOf(draft: ChainDraft, seriesId: number | null, isMoney: boolean): ChainIn {
  return {
    document_type: draft.document_type, name: draft.name.trim(), starts_on: draft.starts_on, series_id: seriesId,
    node_id: draft.place.startsWith('n') ? Number(draft.place.slice(1)) : null,
    project_id: draft.place.startsWith('p') ? Number(draft.place.slice(1)) : null,
    kind: draft.kind, at_least: sizeOf(draft.at_least, isMoney), below: sizeOf(draft.below, isMoney), signs_once: draft.signs_once,
    signed_in: draft.signed_in || null, template_id: draft.signed_in ? draft.template_id.trim() : '',
    fields: draft.signed_in ? draft.fields.map((one) => ({ ...one, control: one.control.trim() })) : [],
    steps: draft.signed_in ? [] : draft.steps.map((step) => ({ name: step.name.trim(), needs: step.needs, seats: step.seats.map((seat) => (seat.by === 'person' ? { person_id: seat.person_id, role: '', at: 'project' } : { person_id: null, role: seat.role, at: seat.at })) })),
  }
}

/** Every step has a name, and every seat somebody. */
export const isWhole = (steps: StepDraft[]): boolean =>
  steps.length > 0 && steps.every((step) => step.name.trim() !== '' && step.seats.every((seat) => (seat.by === 'person' ? seat.person_id !== null : seat.role !== '')))
