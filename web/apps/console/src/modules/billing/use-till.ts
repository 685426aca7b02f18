import { asProblem, newIdempotencyKey, type Problem } from '@manyhold/api'
import { computed, reactive, ref, watch, type Ref } from 'vue'
import { change, fenOf, inOrder, share } from './allocation'
import { usePaymentActs, type PaymentDetailed, type SpaceAccount } from './api/use-payments'

/** Why a text is no sum: below nothing, more than a bank takes, too fine, or no number at all. */
export function notMoney(text: string): 'negative' | 'large' | 'decimals' | 'amount' {
  const plain = text.normalize('NFKC').replace(/[,\s¥]/g, '').replace('。', '.')
  if (/^[-−–]\d*\.?\d*$/.test(plain)) return 'negative'
  if (/^\d+\.\d{3,}$/.test(plain)) return 'decimals'
  return /^\d{11,}(\.\d*)?$/.test(plain) ? 'large' : 'amount'
}

const UNCERTAIN: readonly string[] = ['unreachable', 'unreadable', 'unexpected_error']

/**
 * The till for one space: what is ticked and typed, how the money is shared, and taking it. The same input sent again
 * has the same key; after an answer that never came the input is held still, so that the retry can only be the same one.
 */
export function useTill(account: Ref<SpaceAccount | undefined>) {
  const { receive } = usePaymentActs()
  const companyId = ref<number | null>(null)
  const ticked = ref<ReadonlySet<number>>(new Set())
  const handTexts = ref<ReadonlyMap<number, string>>(new Map())
  const typed = reactive({ amount: null as string | null, tendered: '', method: 'cash' as 'cash' | 'transfer', reference: '', payerVersionId: null as number | null })
  const problem = ref<Problem | null>(null)
  const isSending = ref(false)
  const isUncertain = ref(false)
  const taken = ref<{ payment: PaymentDetailed; changeFen: number | null } | null>(null)
  let key = newIdempotencyKey()

  const companies = computed(() => account.value?.companies ?? [])
  const spaceId = computed(() => account.value?.space_id)
  const bills = computed(() => inOrder((account.value?.open_bills ?? []).filter((bill) => bill.legal_entity_id === companyId.value)))
  const byHand = computed(() => new Map([...handTexts.value].flatMap(([id, text]) => { const fen = fenOf(text); return fen === null ? [] : [[id, fen] as const] })))
  const wrongHands = computed(() => new Set(bills.value.filter((bill) => { const text = handTexts.value.get(bill.id); const fen = fenOf(text ?? '0'); return fen === null || (text !== undefined && fen > bill.open_fen) }).map((bill) => bill.id)))
  const typedFen = computed(() => (typed.amount === null ? null : fenOf(typed.amount)))
  const sharing = computed(() => share(bills.value, { ticked: ticked.value, byHand: byHand.value, typedFen: typedFen.value }))
  const tenderedFen = computed(() => (typed.method === 'cash' && typed.tendered.trim() !== '' ? fenOf(typed.tendered) : null))
  const changeFen = computed(() => change(sharing.value.amountFen, tenderedFen.value))

  /** The first thing that is not right, by its name in the words; null when the money can be taken. */
  const fault = computed(() => {
    if (typed.amount !== null && typedFen.value === null) return notMoney(typed.amount)
    if (typedFen.value === 0) return 'zero'
    if (wrongHands.value.size > 0) return 'share'
    if (sharing.value.amountFen === 0) return 'nothing'
    if (sharing.value.overFen > 0) return 'over'
    if (typed.method === 'cash' && typed.tendered.trim() !== '' && tenderedFen.value === null) return 'tendered'
    return changeFen.value !== null && changeFen.value < 0 ? 'short' : null
  })

  function tickAll(): void {
    ticked.value = new Set(bills.value.map((bill) => bill.id))
    handTexts.value = new Map()
    typed.amount = null
  }

  function choose(id: number | null): void {
    companyId.value = id
    tickAll()
  }

  function begin(): void {
    const first = account.value?.open_bills[0]?.legal_entity_id ?? companies.value[0]?.legal_entity_id ?? null
    Object.assign(typed, { tendered: '', method: 'cash', reference: '', payerVersionId: null })
    problem.value = null
    isUncertain.value = false
    taken.value = null
    choose(first)
  }

  function toggle(id: number): void {
    const next = new Set(ticked.value)
    if (!next.delete(id)) next.add(id)
    ticked.value = next
  }

  /** A share typed by hand ticks its bill; an emptied one is shared by itself again. */
  function setShare(id: number, text: string): void {
    const next = new Map(handTexts.value)
    if (text.trim() === '') next.delete(id)
    else next.set(id, text)
    handTexts.value = next
    if (text.trim() !== '' && !ticked.value.has(id)) toggle(id)
  }

  async function take(): Promise<boolean> {
    if (account.value === undefined || isSending.value || fault.value !== null) return false
    isSending.value = true
    problem.value = null
    const cash = changeFen.value
    try {
      const payment = await receive.mutateAsync({
        key,
        body: {
          space_id: account.value.space_id, amount_fen: sharing.value.amountFen, method: typed.method, reference: typed.method === 'transfer' ? typed.reference.trim() : '',
          payer_version_id: typed.payerVersionId, legal_entity_id: companyId.value, strategy: 'chosen',
          allocations: [...sharing.value.shares].map(([bill_id, amount_fen]) => ({ bill_id, amount_fen })),
        },
      })
      isUncertain.value = false
      taken.value = { payment, changeFen: cash }
      ticked.value = new Set()
      handTexts.value = new Map()
      return true
    } catch (error) {
      problem.value = asProblem(error)
      // No answer, or one that cannot be read, says nothing about whether the money was booked.
      isUncertain.value = UNCERTAIN.includes(problem.value.code)
      return false
    } finally {
      isSending.value = false
    }
  }

  watch([typed, ticked, handTexts, companyId], () => {
    key = newIdempotencyKey()
    problem.value = null
  })

  return { spaceId, typed, ticked, handTexts, companyId, companies, bills, sharing, changeFen, fault, wrongHands, problem, isSending, isUncertain, taken, begin, choose, toggle, tickAll, setShare, take }
}

export type Till = ReturnType<typeof useTill>
