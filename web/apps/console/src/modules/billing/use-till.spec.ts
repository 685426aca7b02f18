import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick, ref } from 'vue'
import type { SpaceAccount } from './api/use-payments'
import { useTill, type Till } from './use-till'

const bill = (id: number, period: number, legal_entity_id = 1) => ({ id, space_id: 9, space_label: '1栋101', fee_item_id: 5, legal_entity_id, period, amount_fen: 10_000, open_fen: 10_000, due_on: `2026-0${period % 100}-28`, is_overdue: true, is_opening: false })
const ACCOUNT: SpaceAccount = {
  space_id: 9, project_id: 3, space_label: '1栋101', open_fen: 30_000, overdue_fen: 30_000, open_bills: [bill(1, 202601), bill(2, 202602), bill(3, 202603, 2)],
  prepayments: [], companies: [{ legal_entity_id: 1, name: '甲' }, { legal_entity_id: 2, name: '乙' }], payments: [], openings: [],
}
const sent: { key: string | null; body: Record<string, unknown> }[] = []
let answers: (() => Response | Promise<never>)[] = []

function open(): Till {
  let till!: Till
  mount(defineComponent({ setup: () => { till = useTill(ref(ACCOUNT)); till.begin(); return () => h('div') } }), {
    global: { plugins: [[VueQueryPlugin, { queryClient: new QueryClient({ defaultOptions: { mutations: { networkMode: 'always' } } }) }]] },
  })
  return till
}
const booked = (): Response => new Response(JSON.stringify({ id: 77 }), { status: 201, headers: { 'Content-Type': 'application/json' } })
const lost = (): Promise<never> => Promise.reject(new TypeError('Failed to fetch'))
const refused = (): Response => new Response(JSON.stringify({ code: 'invalid_input', errors: [{ field: 'allocations', code: 'over_allocated' }] }), { status: 422, headers: { 'Content-Type': 'application/problem+json' } })

beforeEach(() => {
  sent.length = 0
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push({ key: request.headers.get('Idempotency-Key'), body: (await request.json()) as Record<string, unknown> })
    return answers.shift()!()
  })
})
afterEach(() => vi.unstubAllGlobals())

describe('useTill', () => {
  it('begins with all bills of one company ticked', () => {
    const till = open()
    expect(till.companyId.value).toBe(1)
    expect(till.sharing.value.amountFen).toBe(20_000)
  })
  it('sends what is shown: one company, each share by its bill', async () => {
    answers = [booked]
    const till = open()
    till.typed.amount = '150'
    await nextTick()
    expect(await till.take()).toBe(true)
    expect(sent[0]!.body).toMatchObject({ space_id: 9, amount_fen: 15_000, legal_entity_id: 1, strategy: 'chosen', allocations: [{ bill_id: 1, amount_fen: 10_000 }, { bill_id: 2, amount_fen: 5_000 }] })
    expect(till.taken.value?.payment.id).toBe(77)
  })
  it('tries again with the same key after an answer that never came, and holds what was typed', async () => {
    answers = [lost, booked]
    const till = open()
    till.typed.amount = '150'
    await nextTick()
    expect(await till.take()).toBe(false)
    expect(till.isUncertain.value).toBe(true)
    expect(till.typed.amount).toBe('150')
    expect(await till.take()).toBe(true)
    expect(sent[1]).toEqual(sent[0])
    expect(till.isUncertain.value).toBe(false)
  })
  it('takes another key once something was changed after a refusal', async () => {
    answers = [refused, booked]
    const till = open()
    expect(await till.take()).toBe(false)
    expect(till.isUncertain.value).toBe(false)
    expect(till.problem.value?.errors[0]?.code).toBe('over_allocated')
    till.toggle(2)
    await nextTick()
    expect(till.problem.value).toBeNull()
    expect(await till.take()).toBe(true)
    expect(sent[1]!.key).not.toBe(sent[0]!.key)
    expect(sent[1]!.body).toMatchObject({ amount_fen: 10_000 })
  })
  it('counts the change, and takes nothing while cash is missing', async () => {
    const till = open()
    till.typed.tendered = '250'
    expect(till.changeFen.value).toBe(5_000)
    till.typed.tendered = '100'
    expect(till.fault.value).toBe('short')
    expect(await till.take()).toBe(false)
    expect(sent).toHaveLength(0)
  })
  it('says what is wrong with a sum, and takes nothing', async () => {
    const till = open()
    for (const [text, why] of [['-5', 'negative'], ['abc', 'amount'], ['1e9', 'amount'], ['10000000000', 'large'], ['12.345', 'decimals'], ['0', 'zero'], ['0.00', 'zero']]) {
      till.typed.amount = text!
      expect(till.fault.value, text).toBe(why)
      expect(await till.take()).toBe(false)
    }
    expect(sent).toHaveLength(0)
  })
  it('says which line is wrong', () => {
    const till = open()
    till.setShare(1, '100.01')
    expect([...till.wrongHands.value]).toEqual([1])
    expect(till.fault.value).toBe('share')
    till.setShare(1, '')
    expect(till.fault.value).toBeNull()
  })
})
