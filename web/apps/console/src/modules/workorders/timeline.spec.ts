import { describe, expect, it } from 'vitest'
import type { Entry } from './api/use-orders'
import { describeEntry } from './timeline'

const entry = (act: string, facts: Record<string, unknown> = {}, more: Partial<Entry> = {}): Entry => ({
  id: 1, at: '2026-11-22T02:00:00Z', actor_id: 7, actor_name: '王芳', act, from_state: '', to_state: '', note: '', facts, names: {}, photos: [], ...more,
})
const words = { word: (_list: string, code: string) => `<${code}>`, what: ({ category, kind }: { category: string; kind: string }) => `${category}/${kind}` }
const t = (key: string, params: Record<string, unknown> = {}): string => [key, ...Object.values(params)].join(' ')
const tell = (one: Entry, reporter = 'resident') => describeEntry(one, { reporter, channel: 'phone' }, words, t)

describe('describeEntry', () => {
  it('tells an assignment from one that takes the order out of other hands', () => {
    expect(tell(entry('assign', { assignee_id: 3 }, { names: { 3: '李敏' } })).text).toBe('workorders.did.assign 李敏')
    expect(tell(entry('assign', { assignee_id: 3, former_assignee_id: 4 }, { names: { 3: '李敏', 4: '张伟' } })).text).toBe('workorders.did.reassign 张伟 李敏')
  })
  it('names the reason of a refusal and of a cancellation', () => {
    expect(tell(entry('refuse', { reason: 'off_duty' })).text).toBe('workorders.did.refuse <off_duty>')
    expect(tell(entry('cancel', { reason: 'duplicate' })).text).toBe('workorders.did.cancel <duplicate>')
  })
  it('knows who stood before the label from the program itself', () => {
    const nobody = { actor_id: 0, actor_name: null }
    expect(tell(entry('report', {}, nobody), 'public').person).toBe('workorders.public')
    expect(tell(entry('cancel', { reason: 'other' }, nobody), 'public').person).toBe('workorders.system')
    expect(tell(entry('note', {}, { actor_name: null })).person).toBe('workorders.formerPerson')
  })
  it('says rework only of what came back soon', () => {
    expect(tell(entry('reopen', { is_rework: true })).text).toBe('workorders.did.rework')
    expect(tell(entry('reopen', { is_rework: false })).text).toBe('workorders.did.reopen')
  })
})
