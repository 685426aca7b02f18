export interface Change {
  field: string
  before: string | null
  after: string | null
}

function word(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** What an entry says was changed: `{field: [before, after]}`, or plain values for a thing that was made. */
export function readChanges(changes: Record<string, unknown>): Change[] {
  return Object.entries(changes).map(([field, value]) => {
    const isPair = Array.isArray(value) && value.length === 2
    return { field, before: isPair ? word(value[0]) : null, after: word(isPair ? value[1] : value) }
  })
}
