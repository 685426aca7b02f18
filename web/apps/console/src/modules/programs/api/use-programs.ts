import { answer, api, ifMatch, once, useList, type components, type ListSource } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { useStepUp } from '@console/modules/session/step-up'

export type ApiClient = components['schemas']['ClientOut']
export type ApiClientIn = components['schemas']['ClientIn']
export type ApiClientChange = components['schemas']['ClientChange']
export type Webhook = components['schemas']['WebhookOut']
export type WebhookIn = components['schemas']['WebhookIn']
export type WebhookChange = components['schemas']['WebhookChange']
export type Sent = components['schemas']['WebhookDeliveryOut']
type Query = Record<string, string | number | undefined>

export function useClients(query: Ref<Query>): ListSource<ApiClient> {
  const asked = computed(() => ({ with_past: query.value.with_past === 'true' ? 'true' : undefined }))
  const bool = (one: Query) => ({ ...one, with_past: one.with_past === 'true' })
  return useList<ApiClient>({
    key: 'api-clients',
    query: asked,
    fetchPage: (one, signal) => answer(api.GET('/api/v1/api-clients', { params: { query: bool(one) }, signal })),
    fetchCount: (one, signal) => answer(api.GET('/api/v1/api-clients/count', { params: { query: bool(one) }, signal })),
  })
}

export function useScopes() {
  return useQuery({ queryKey: ['api-clients', 'scopes'], staleTime: Infinity, queryFn: ({ signal }) => answer(api.GET('/api/v1/api-clients/scopes', { signal })) })
}

export function useClientActs() {
  const queries = useQueryClient()
  const stepUp = useStepUp()
  const freshen = () => queries.invalidateQueries({ queryKey: ['api-clients'] })
  const path = (id: number) => ({ path: { api_client_id: id } })
  return {
    add: useMutation({ mutationFn: (body: ApiClientIn) => stepUp.run(() => answer(api.POST('/api/v1/api-clients', { body }))), onSuccess: freshen }),
    change: useMutation({
      mutationFn: ({ client, body }: { client: ApiClient; body: ApiClientChange }) => stepUp.run(() => answer(api.PATCH('/api/v1/api-clients/{api_client_id}', { params: path(client.id), body, headers: ifMatch(`"${client.revision}"`) }))),
      onSettled: freshen,
    }),
    end: useMutation({ mutationFn: (id: number) => answer(api.DELETE('/api/v1/api-clients/{api_client_id}', { params: path(id) })), onSuccess: freshen }),
    addSecret: useMutation({ mutationFn: (id: number) => stepUp.run(() => answer(api.POST('/api/v1/api-clients/{api_client_id}/secrets', { params: path(id) }))), onSuccess: freshen }),
    endSecret: useMutation({
      mutationFn: ({ id, secretId }: { id: number; secretId: number }) => answer(api.DELETE('/api/v1/api-clients/{api_client_id}/secrets/{secret_id}', { params: { path: { api_client_id: id, secret_id: secretId } } })),
      onSuccess: freshen,
    }),
  }
}

export function useWebhooks(query: Ref<Query>): ListSource<Webhook> {
  return useList<Webhook>({
    key: 'webhooks',
    query,
    fetchPage: (asked, signal) => answer(api.GET('/api/v1/webhooks', { params: { query: asked }, signal })),
    fetchCount: (_, signal) => answer(api.GET('/api/v1/webhooks/count', { signal })),
  })
}

export function useWebhookEvents() {
  return useQuery({ queryKey: ['webhooks', 'events'], staleTime: Infinity, queryFn: ({ signal }) => answer(api.GET('/api/v1/webhooks/events', { signal })) })
}

export function useSent(id: Ref<number>, state: Ref<string>): ListSource<Sent> {
  return useList<Sent>({
    key: 'webhook-log',
    pageSize: 20,
    query: computed(() => ({ id: id.value, state: state.value || undefined })),
    fetchPage: ({ id: webhook, ...query }, signal) => answer(api.GET('/api/v1/webhooks/{webhook_id}/deliveries', { params: { path: { webhook_id: Number(webhook) }, query: query as { state?: Sent['state'] } }, signal })),
  })
}

export function useWebhookActs() {
  const queries = useQueryClient()
  const freshen = () => Promise.all([queries.invalidateQueries({ queryKey: ['webhooks'] }), queries.invalidateQueries({ queryKey: ['webhook-log'] })])
  const path = (id: number) => ({ path: { webhook_id: id } })
  return {
    add: useMutation({ mutationFn: (body: WebhookIn) => answer(api.POST('/api/v1/webhooks', { body })), onSuccess: freshen }),
    change: useMutation({
      mutationFn: ({ webhook, body }: { webhook: Webhook; body: WebhookChange }) => answer(api.PATCH('/api/v1/webhooks/{webhook_id}', { params: path(webhook.id), body, headers: ifMatch(`"${webhook.revision}"`) })),
      onSettled: freshen,
    }),
    remove: useMutation({ mutationFn: (id: number) => answer(api.DELETE('/api/v1/webhooks/{webhook_id}', { params: path(id) })), onSuccess: freshen }),
    newSecret: useMutation({ mutationFn: (id: number) => answer(api.POST('/api/v1/webhooks/{webhook_id}/secret', { params: path(id) })), onSuccess: freshen }),
    ping: useMutation({ mutationFn: ({ id, key }: { id: number; key: string }) => answer(api.POST('/api/v1/webhooks/{webhook_id}/ping', { params: { ...path(id), ...once(key) } })), onSuccess: freshen }),
    replay: useMutation({
      mutationFn: ({ id, sentId, key }: { id: number; sentId: number; key: string }) =>
        answer(api.POST('/api/v1/webhooks/{webhook_id}/deliveries/{webhook_delivery_id}/replay', { params: { path: { webhook_id: id, webhook_delivery_id: sentId }, ...once(key) } })),
      onSuccess: freshen,
    }),
  }
}
