import { describe, expect, it } from 'vitest'
import { gathered } from './gathered'

/** Parcels of so many rows each, one after the other. */
function parcels(sizes: number[]) {
  const asked: (string | undefined)[] = []
  const fetch = (cursor: string | undefined) => {
    asked.push(cursor)
    const at = Number(cursor ?? 0)
    const items = Array.from({ length: sizes[at] ?? 0 }, (_, row) => ({ name: `${at}.${row}` }))
    return Promise.resolve({ items, next_cursor: at + 1 < sizes.length ? String(at + 1) : null })
  }
  return { asked, fetch }
}

describe('gathered', () => {
  it('puts small parcels together until there is a screenful', async () => {
    const { asked, fetch } = parcels([1, 30, 30, 30])
    const page = await gathered(undefined, fetch)
    expect(asked).toEqual([undefined, '1', '2'])
    expect(page.items).toHaveLength(61)
    expect(page.next_cursor).toBe('3')
  })
  it('ends where there is no more', async () => {
    const page = await gathered('1', parcels([9, 2]).fetch)
    expect(page).toEqual({ items: [{ name: '1.0', id: '1-0' }, { name: '1.1', id: '1-1' }], next_cursor: null })
  })
  it('gives every row a name of its own across the pages', async () => {
    const { fetch } = parcels([60, 60])
    const first = await gathered(undefined, fetch)
    const second = await gathered(first.next_cursor, fetch)
    expect(new Set([...first.items, ...second.items].map((row) => row.id)).size).toBe(120)
  })
})
