import type { Page } from '@manyhold/api'

const ENOUGH = 50
/**
 * The server gives these in the parcels in which they were staged, some of a single row: parcels are put together until
 * there is a screenful. Rows of a check have no id of their own: their place is theirs.
 */
export async function gathered<Row extends object>(first: unknown, fetch: (cursor: string | undefined) => Promise<Page<Row>>): Promise<Page<Row & { id: string }>> {
  const rows: Row[] = []
  let cursor = first === undefined ? undefined : String(first)
  do {
    const part = await fetch(cursor)
    rows.push(...part.items)
    cursor = part.next_cursor ?? undefined
  } while (cursor !== undefined && rows.length < ENOUGH)
  return { items: rows.map((row, place) => ({ ...row, id: `${String(first ?? '')}-${place}` })), next_cursor: cursor ?? null }
}
