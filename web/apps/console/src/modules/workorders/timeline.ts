import type { TimelineEntry } from '@manyhold/ui'
import { fileUrl, thumbnailUrl } from '@console/modules/files/api/use-files'
import type { Entry, Order } from './api/use-orders'
import type { OrderWords } from './use-order-words'

type Say = (key: string, params?: Record<string, unknown>) => string
const SYSTEM = 0

/** Who did it: a person of the staff, somebody at the label, or the program itself. */
function personOf(entry: Entry, order: Pick<Order, 'reporter'>, t: Say): string {
  if (entry.actor_id !== SYSTEM) return entry.actor_name ?? t('workorders.formerPerson')
  return order.reporter === 'public' && ['report', 'rate'].includes(entry.act) ? t('workorders.public') : t('workorders.system')
}

/** One step of an order in words, with the people and reasons that its facts name. */
export function describeEntry(entry: Entry, order: Pick<Order, 'reporter' | 'channel'>, words: Pick<OrderWords, 'word' | 'what'>, t: Say): TimelineEntry {
  const facts = entry.facts
  const name = (fact: string): string => entry.names[String(facts[fact])] ?? t('workorders.formerPerson')
  const did = (act: string, params: Record<string, unknown> = {}): string => t(`workorders.did.${act}`, params)
  const text = (): string => {
    switch (entry.act) {
      case 'report': return did('report', { channel: words.word('channels', order.channel) })
      case 'verify': return did('verify', { what: words.what({ category: String(facts.category ?? ''), kind: String(facts.kind ?? '') }) })
      case 'assign': if (facts.reason === 'left') return did('left', { former: name('former_assignee_id'), name: name('assignee_id') })
        return facts.former_assignee_id === undefined ? did('assign', { name: name('assignee_id') }) : did('reassign', { former: name('former_assignee_id'), name: name('assignee_id') })
      case 'refuse': if (facts.reason === 'left') return did('leftBehind', { former: name('former_assignee_id') })
        return did('refuse', { reason: words.word('refusals', String(facts.reason)) })
      case 'cancel': return did('cancel', { reason: words.word('cancellations', String(facts.reason)) })
      case 'rate': return did('rate', { n: facts.rating })
      case 'reopen': return facts.is_rework === true ? did('rework') : did('reopen')
      default: return did(entry.act)
    }
  }
  return {
    id: entry.id, at: entry.at, person: personOf(entry, order, t), text: text(), note: entry.note || null,
    photos: entry.photos.map((photo) => ({ thumbnail: thumbnailUrl(photo.file_id), full: fileUrl(photo.file_id), alt: t(`workorders.moment.${photo.moment}`) })),
  }
}
