import { describe, expect, it } from 'vitest'
import type { Chain } from './api/use-chains'
import { bodyOf, draftOf, freshStep, isWhole, sizeOf } from './chain-draft'

const chain: Chain = {
  id: 5, series_id: 4, version: 2, document_type: 'x', name: '大额', starts_on: '2026-01-01', ends_on: null, node_id: 3, node_name: '华东', project_id: null, project_name: '',
  kind: '', at_least: 1_200_000, below: null, signs_once: true, signed_in: null, template_id: '', fields: [], made_by_name: '', made_at: '2026-01-01T00:00:00Z', revision: 1,
  steps: [{ name: '财务', needs: 'all', outside: '', seats: [{ person_id: null, person_name: '', role: 'accountant', role_zh: '会计', role_en: 'Accountant', at: 'project' }, { person_id: 9, person_name: '王', role: '', role_zh: '', role_en: '', at: 'project' }] }],
}

describe('a chain as it is typed', () => {
  it('goes out as it came in', () => {
    const body = bodyOf(draftOf(chain, '', '2026-11-23', true), 4, true)
    expect(body).toMatchObject({ series_id: 4, node_id: 3, project_id: null, at_least: 1_200_000, below: null, signs_once: true, starts_on: '2026-11-23' })
    expect(body.steps[0]!.seats).toEqual([{ person_id: null, role: 'accountant', at: 'project' }, { person_id: 9, role: '', at: 'project' }])
  })
  it('goes to an outside OA with its form and without steps', () => {
    const fields = [{ source: 'title', control: 'Text-2', kind: 'text' as const }, { source: 'reference', control: 'Text-1', kind: 'text' as const }]
    const draft = draftOf({ ...chain, signed_in: 'wecom', template_id: 'T', fields, steps: [] }, '', '2026-11-23', true)
    expect(draft.fields.map((one) => one.source)).toEqual(['reference', 'title'])
    expect(bodyOf(draft, 4, true)).toMatchObject({ signed_in: 'wecom', template_id: 'T', steps: [] })
    expect(bodyOf({ ...draft, signed_in: '' }, 4, true)).toMatchObject({ signed_in: null, template_id: '', fields: [] })
  })
  it('reads yuan as fen and counts as they are', () => {
    expect([sizeOf('12,000', true), sizeOf('12000', false), sizeOf('', true), sizeOf('0.1', true)]).toEqual([1_200_000, 12_000, null, 10])
    expect(sizeOf('viel', true)).toBeNaN()
  })
  it('is whole when every step has a name and every seat somebody', () => {
    expect(isWhole([freshStep()])).toBe(false)
    expect(isWhole(draftOf(chain, '', '2026-11-23', true).steps)).toBe(true)
    expect(isWhole([])).toBe(false)
  })
})
