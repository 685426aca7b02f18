import { expect, it } from 'vitest'
import { readChanges } from './changes'

it('reads pairs as before and after, other values as made', () => {
  expect(readChanges({ label: ['1801', '1802'], area_m2: '97.76', owner: [null, '张*'], tags: ['a', 'b', 'c'] })).toEqual([
    { field: 'label', before: '1801', after: '1802' },
    { field: 'area_m2', before: null, after: '97.76' },
    { field: 'owner', before: null, after: '张*' },
    { field: 'tags', before: null, after: '["a","b","c"]' },
  ])
})
