import type { Message } from './api/use-messages'

/** Where a message leads: the record in its project, opened in its list. */
export function messagePlace(message: Pick<Message, 'link' | 'project_id'>): string | null {
  const path = message.link.replace(/^\/projects\/\d+/, '')
  const record = /^\/([a-z-]+)\/(\d+)$/.exec(path)
  if (message.link === '' || message.project_id === null) return message.link || null
  return record === null ? `/p/${message.project_id}${path}` : `/p/${message.project_id}/${record[1]}?open=${record[2]}`
}
