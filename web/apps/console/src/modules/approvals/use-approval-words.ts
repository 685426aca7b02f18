import { useNamed } from '@manyhold/i18n'
import { formatCount, formatFen, type Tone } from '@manyhold/ui'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { RequestState } from './api/use-approvals'
import { useDocuments, type ApprovalDocument } from './api/use-chains'

export const STATE_TONES: Record<RequestState, Tone> = { pending: 'waiting', returned: 'urgent', approved: 'done', refused: 'off', withdrawn: 'off' }

interface Conditioned {
  document_type: string
  node_name: string
  project_name: string
  kind: string
  at_least: number | null
  below: number | null
}
interface Seated {
  person_name: string
  role_zh: string
  role_en: string
  at: 'project' | 'tree' | 'group'
}

/** What documents, facts, posts and conditions are called. */
export function useApprovalWords() {
  const { t, locale } = useI18n()
  const named = useNamed()
  const query = useDocuments()
  const documents = computed(() => query.data.value ?? [])
  const documentOf = (code: string): ApprovalDocument | undefined => documents.value.find((one) => one.code === code)
  const factOf = (document: ApprovalDocument | undefined, name: string | null) => document?.facts.find((one) => one.name === name)

  function valueOf(document: ApprovalDocument | undefined, name: string, value: number | string): string {
    const fact = factOf(document, name)
    if (fact?.type === 'amount_fen') return formatFen(Number(value))
    if (fact?.type === 'count') return formatCount(Number(value), locale.value)
    const choice = fact?.choices.find((one) => one.code === value)
    return choice === undefined ? String(value) : named(choice)
  }

  /** The facts of a request, in the order in which its module declares them. */
  const facts = (code: string, values: Record<string, number | string>) => {
    const document = documentOf(code)
    return (document?.facts ?? []).map((fact) => ({ key: fact.name, label: named(fact), text: valueOf(document, fact.name, values[fact.name] ?? '') }))
  }

  /** When a chain is taken, as a sentence. */
  function sentence(chain: Conditioned): string {
    const document = documentOf(chain.document_type)
    const parts = [chain.project_name || chain.node_name ? t('approvals.chains.at', { place: chain.project_name || t('approvals.chains.under', { node: chain.node_name }) }) : t('approvals.chains.everywhere')]
    if (chain.kind) parts.push(t('approvals.chains.ofKind', { fact: named(factOf(document, document?.kind ?? null) ?? { zh: '', en: '' }), kind: valueOf(document, document?.kind ?? '', chain.kind) }))
    const measure = factOf(document, document?.measure ?? null)
    if (measure !== undefined && (chain.at_least !== null || chain.below !== null)) {
      const [from, to] = [chain.at_least, chain.below].map((one) => (one === null ? '' : valueOf(document, measure.name, one)))
      const key = chain.at_least === null ? 'below' : chain.below === null ? 'atLeast' : 'between'
      parts.push(t(`approvals.chains.${key}`, { fact: named(measure), from, to }))
    }
    return parts.join(t('approvals.chains.and'))
  }

  const seat = (one: Seated): string => one.person_name || t(`approvals.post.${one.at}`, { role: named({ zh: one.role_zh, en: one.role_en }) })
  /** A step that is signed elsewhere is called by where that is. */
  const stepName = (step: { name: string; outside: '' | 'wecom' | 'dingtalk' }): string => (step.outside === '' ? step.name : t(`messages.channel.${step.outside}`))
  const documentName = (code: string): string => {
    const document = documentOf(code)
    return document === undefined ? '' : named(document)
  }
  return { query, documents, documentOf, documentName, facts, sentence, seat, stepName, factOf, valueOf }
}
