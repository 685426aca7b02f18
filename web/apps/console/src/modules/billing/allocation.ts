import type { OpenBill } from './api/use-payments'

type Owed = Pick<OpenBill, 'id' | 'open_fen' | 'due_on' | 'period'>

/** What the cashier decided: which bills, which shares by hand, and the sum when it was typed (else all that is ticked). */
export interface Choice {
  ticked: ReadonlySet<number>
  byHand: ReadonlyMap<number, number>
  typedFen: number | null
}

/** What of the money goes where; `overFen` is by how much the shares typed by hand exceed the money. */
export interface Sharing {
  amountFen: number
  shares: ReadonlyMap<number, number>
  prepaidFen: number
  overFen: number
}

/** The order in which bills fell due; the oldest month first among equals. The same as the server's. */
export function inOrder<Bill extends Owed>(bills: readonly Bill[]): Bill[] {
  return [...bills].sort((a, b) => a.due_on.localeCompare(b.due_on) || a.period - b.period || a.id - b.id)
}

/** Shares typed by hand come first, then what is ticked from the oldest on; the rest is prepayment. */
export function share(bills: readonly Owed[], choice: Choice): Sharing {
  const wanted = inOrder(bills).filter((bill) => choice.ticked.has(bill.id))
  const fixed = wanted.map((bill) => choice.byHand.get(bill.id)).filter((fen): fen is number => fen !== undefined)
  const fixedFen = fixed.reduce((sum, fen) => sum + fen, 0)
  const restFen = wanted.filter((bill) => !choice.byHand.has(bill.id)).reduce((sum, bill) => sum + bill.open_fen, 0)
  const amountFen = choice.typedFen ?? fixedFen + restFen
  let left = Math.max(0, amountFen - fixedFen)
  const shares = new Map<number, number>()
  for (const bill of wanted) {
    const typed = choice.byHand.get(bill.id)
    const part = typed ?? Math.min(left, bill.open_fen)
    if (typed === undefined) left -= part
    if (part > 0) shares.set(bill.id, part)
  }
  return { amountFen, shares, prepaidFen: left, overFen: Math.max(0, fixedFen - amountFen) }
}

/** What is handed back; below zero when the cash does not reach. Nothing when no cash was counted. */
export function change(amountFen: number, tenderedFen: number | null): number | null {
  return tenderedFen === null ? null : tenderedFen - amountFen
}

const YUAN = /^(\d{1,10})(?:\.(\d{0,2}))?$/

/** `1,234.5` as 123450 fen, exactly; null when it is no sum of money. Full-width digits of an input method count. */
export function fenOf(text: string): number | null {
  const plain = text.normalize('NFKC').replace(/[,\s¥]/g, '').replace('。', '.')
  const found = YUAN.exec(plain)
  return found === null ? null : Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'))
}

/** Fen as one types them: `1234.50`. */
export function yuanOf(fen: number): string {
  return `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`
}
