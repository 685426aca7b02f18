import { describe, expect, it } from 'vitest'
import type { OwnField } from './api/use-own-fields'
import { changesOf, draftOf, faultOf, fieldsOf, headed, ownAsked, valueOf } from './own'

const field = (type: OwnField['type'], more: Partial<OwnField> = {}): OwnField => ({
  id: 1, object: 'space', code: 'x', project_id: null, zh: '', en: '', meaning: '', heading: '', type, unit: '', decimals: 2, dictionary: '', choices: [], subject_kinds: [], project_kinds: [],
  sensitivity: 'internal', is_required: false, position: 0, is_archived: false, is_filled: false, revision: 1, ...more,
})

describe('own fields', () => {
  it('sends the filters of own fields as one parameter', () => {
    expect(ownAsked({ kind: 'room', 'own.height': '2..3', 'own.pet': '!', with_own: 'true' })).toEqual({ kind: 'room', own: ['height:2..3', 'pet:!'], with_own: true })
    expect(ownAsked({ kind: 'room' })).toEqual({ kind: 'room' })
  })

  it('takes money in yuan and sends fen', () => {
    expect(draftOf(field('money'), 123456)).toBe('1234.56')
    expect(valueOf(field('money'), '1234.56')).toBe(123456)
    expect(valueOf(field('money'), '0.29')).toBe(29)
    expect(faultOf(field('money'), '1.234')).toBe('decimal_parsing')
  })

  it('says what is wrong before anything is sent', () => {
    expect(faultOf(field('text', { is_required: true }), ' ')).toBe('required')
    expect(faultOf(field('choices', { is_required: true }), [])).toBe('required')
    expect(faultOf(field('number'), '2.805')).toBe('own_decimals')
    expect(faultOf(field('number'), 'abc')).toBe('decimal_parsing')
    expect(faultOf(field('number'), '2.80')).toBeNull()
  })

  it('sends only what was changed, and leaves a personal value that was not typed anew', () => {
    const fields = [field('text', { code: 'a' }), field('yes_no', { code: 'b' }), field('text', { code: 'c', sensitivity: 'personal' })]
    expect(changesOf(fields, { a: '甲', b: 'false', c: '' }, { a: '甲', b: true, c: '138****' })).toEqual({ b: false })
    expect(changesOf(fields, { a: '', b: '', c: '139' }, { a: '甲', b: null, c: '138****' })).toEqual({ a: null, c: '139' })
  })

  it('shows a row the fields of its kind, under their headings', () => {
    const fields = [field('text', { code: 'a', heading: '安全' }), field('text', { code: 'b', subject_kinds: ['shop'] }), field('text', { code: 'c', heading: '安全' }), field('text', { code: 'd', is_archived: true })]
    expect(fieldsOf(fields, 'room').map((one) => one.code)).toEqual(['a', 'c'])
    expect(headed(fields).map((one) => one.fields.length)).toEqual([2, 2])
  })
})
