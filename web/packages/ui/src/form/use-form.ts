import { asProblem, newIdempotencyKey, type Problem } from '@manyhold/api'
import { useProblemText } from '@manyhold/i18n'
import type { Unread } from './faults'
import { computed, reactive, ref, toRaw, watch, type ComputedRef, type Ref, type UnwrapNestedRefs } from 'vue'

export interface Form<Values extends object> {
  values: UnwrapNestedRefs<Values>
  errors: ComputedRef<Partial<Record<keyof Values & string, string>>>
  problem: Ref<Problem | null>
  /** What the server found wrong in parts that have no field here. */
  strayFaults: ComputedRef<string[]>
  isSending: Ref<boolean>
  /** True when what is shown was typed earlier and kept on this device. */
  isDraft: Ref<boolean>
  isDirty: ComputedRef<boolean>
  /** Where fields say that what stands in them cannot be read; nothing is sent meanwhile. */
  unread: Unread
  left: (field: keyof Values & string) => void
  reset: () => void
  submit: () => Promise<boolean>
}

interface FormOptions<Values extends object> {
  initial: () => Values
  /** A sentence when the field is not right, else null. Asked when the field is left and before sending. */
  rules?: { [Field in keyof Values & string]?: (values: Values) => string | null }
  /** Where unsent input is kept until it is sent or thrown away; never for secrets. */
  draftKey?: string
  /** Gets the same key again when the person sends the same input again after a failure. */
  send: (values: Values, idempotencyKey: string) => Promise<void>
}

/** One form: checks as fields are left, keeps what was typed on any failure, shows the server's word beside the field. */
export function useForm<Values extends object>(options: FormOptions<Values>): Form<Values> {
  type Field = keyof Values & string
  const problemText = useProblemText()
  const storageKey = options.draftKey === undefined ? null : `manyhold.draft.${options.draftKey}`
  const draft = storageKey === null ? null : localStorage.getItem(storageKey)
  const isDraft = ref(draft !== null)
  const values = reactive<Values>({ ...options.initial(), ...(draft === null ? {} : (JSON.parse(draft) as Partial<Values>)) })
  const touched = reactive(new Set<string>())
  const refused = ref<Record<string, string>>({})
  const problem = ref<Problem | null>(null)
  /** Whether a path leads into a record of values, as `own.height` does: the whole path then names the field. */
  const isWithin = (path: string): boolean => {
    const value: unknown = (values as Record<string, unknown>)[path.split('.')[0]!]
    return path.includes('.') && typeof value === 'object' && value !== null && !Array.isArray(value)
  }
  /** The last word of `phones.0.number`: places in a list are not fields. */
  const fieldOf = (path: string): string => (isWithin(path) ? path : (path.split('.').filter((part) => !/^\d+$/.test(part)).at(-1) ?? path))
  const strayFaults = computed(() => (problem.value?.errors ?? []).filter((one) => !isWithin(one.field) && !(fieldOf(one.field) in values)).map((one) => problemText(one)))
  const isSending = ref(false)
  const unreadFields = new Set<symbol>()
  const unread: Unread = { say: (field, isUnread) => void (isUnread ? unreadFields.add(field) : unreadFields.delete(field)) }
  let key = newIdempotencyKey()

  const plain = (): Values => ({ ...toRaw(values) }) as Values
  const isDirty = computed(() => JSON.stringify(values) !== JSON.stringify(options.initial()))
  const broken = computed(() => {
    const found: Partial<Record<Field, string>> = {}
    for (const [field, rule] of Object.entries(options.rules ?? {}) as [Field, (values: Values) => string | null][]) {
      const sentence = rule(values as Values)
      if (sentence !== null) found[field] = sentence
    }
    return found
  })
  const errors = computed(() => {
    const shown = { ...refused.value } as Partial<Record<Field, string>>
    for (const field of Object.keys(broken.value) as Field[]) if (touched.has(field)) shown[field] = broken.value[field]
    return shown
  })

  watch(values, () => {
    key = newIdempotencyKey()
    refused.value = {}
    if (storageKey === null) return
    if (isDirty.value) localStorage.setItem(storageKey, JSON.stringify(values))
    else localStorage.removeItem(storageKey)
  })

  function forget(): void {
    if (storageKey !== null) localStorage.removeItem(storageKey)
    isDraft.value = false
  }

  function reset(): void {
    Object.assign(values, options.initial())
    touched.clear()
    refused.value = {}
    problem.value = null
    forget()
  }

  async function submit(): Promise<boolean> {
    if (isSending.value) return false
    for (const field of Object.keys(options.rules ?? {})) touched.add(field)
    if (Object.keys(broken.value).length > 0 || unreadFields.size > 0) return false
    isSending.value = true
    problem.value = null
    try {
      await options.send(plain(), key)
      forget()
      return true
    } catch (error) {
      problem.value = asProblem(error)
      refused.value = Object.fromEntries(problem.value.errors.map((one) => [fieldOf(one.field), problemText(one)]))
      return false
    } finally {
      isSending.value = false
    }
  }

  return { values, errors, problem, strayFaults, isSending, isDraft, isDirty, unread, left: (field) => touched.add(field), reset, submit }
}
