import type { components } from '@manyhold/api'

type Holding = components['schemas']['HoldingOut']
type HolderIn = components['schemas']['HolderIn']

/** What is typed of one space that is opened; `kept` are those of before who hold it too, `party_id` is somebody else. */
export interface OpenedDraft {
  name: string
  kind: 'room' | 'shop' | 'office' | 'parking' | 'storage' | 'public_area'
  area: string
  kept: string[]
  party_id: number | null
}

export interface KeptHolder {
  key: string
  name: string
  holder: HolderIn
}

/** Each party once per role. Of several old spaces shares no longer add up, so they are left out; one pays and one votes. */
export function keepable(holdings: Holding[], spaces: number): KeptHolder[] {
  const found = new Map<string, KeptHolder>()
  let hasPayer = false
  let hasVote = false
  for (const one of holdings) {
    const key = `${one.party_id}-${one.role}`
    if (found.has(key)) continue
    const holder: HolderIn = {
      party_id: one.party_id, role: one.role, share: spaces > 1 ? null : one.share,
      is_payer: one.is_payer && !hasPayer, is_contact: one.is_contact, is_vote_representative: one.is_vote_representative && !hasVote,
    }
    hasPayer ||= holder.is_payer === true
    hasVote ||= holder.is_vote_representative === true
    found.set(key, { key, name: one.party_name, holder })
  }
  return [...found.values()]
}

export function holdersFor(opened: OpenedDraft, known: KeptHolder[]): HolderIn[] {
  const kept = known.filter((one) => opened.kept.includes(one.key)).map((one) => one.holder)
  if (opened.party_id === null || kept.some((one) => one.party_id === opened.party_id)) return kept
  const hasPayer = kept.some((one) => one.is_payer)
  return [...kept, { party_id: opened.party_id, role: kept.some((one) => one.role === 'owner') ? 'tenant' : 'owner', share: null, is_payer: !hasPayer, is_contact: true, is_vote_representative: false }]
}

/** The sum of areas in hundredths of a m²; null when one is not known. */
export function areaSum(areas: (string | null)[]): number | null {
  let sum = 0
  for (const area of areas) {
    if (area === null || !/^\d{1,8}(\.\d{1,2})?$/.test(area.trim())) return null
    sum += Math.round(Number(area) * 100)
  }
  return sum
}

/** As the server judges: each measured area may be a hundredth off. */
export function areasAgree(before: (string | null)[], after: (string | null)[]): boolean {
  const [one, other] = [areaSum(before), areaSum(after)]
  return one !== null && other !== null && Math.abs(one - other) <= before.length + after.length
}
