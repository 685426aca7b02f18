import { answer, api, useList, type components, type ListSource } from '@manyhold/api'
import { useMutation, useQueryClient } from '@tanstack/vue-query'
import { type Ref } from 'vue'

export type Message = components['schemas']['MessageOut']

export function useMessages(query: Ref<Record<string, string | number | undefined>>): ListSource<Message> {
  return useList<Message>({
    key: 'messages',
    query,
    fetchPage: ({ unread, limit, cursor }, signal) => answer(api.GET('/api/v1/messages', { params: { query: { unread: unread === undefined ? undefined : unread === 'true', limit: Number(limit), cursor: cursor === undefined ? undefined : String(cursor) } }, signal })),
    fetchCount: ({ unread }, signal) => answer(api.GET('/api/v1/messages/count', { params: { query: { unread: unread === undefined ? undefined : unread === 'true' } }, signal })),
  })
}

export function useReadMessages() {
  const queries = useQueryClient()
  const onSuccess = () => queries.invalidateQueries({ queryKey: ['messages'] })
  /** The ladder is ended by the worker, a moment after the answer. */
  const acknowledged = () => {
    window.setTimeout(() => void queries.invalidateQueries({ queryKey: ['message-alert'] }), 1500)
    return onSuccess()
  }
  return {
    read: useMutation({ mutationFn: (id: number) => answer(api.POST('/api/v1/messages/{message_id}/read', { params: { path: { message_id: id } } })), onSuccess }),
    acknowledge: useMutation({ mutationFn: (id: number) => answer(api.POST('/api/v1/messages/{message_id}/acknowledge', { params: { path: { message_id: id } } })), onSuccess: acknowledged }),
    readAll: useMutation({ mutationFn: () => answer(api.POST('/api/v1/messages/read-all')), onSuccess }),
  }
}
