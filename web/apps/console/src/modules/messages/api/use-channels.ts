import { answer, api, ifMatch, once, useList, type components, type ListSource } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export type Channel = components['schemas']['ChannelOut']
export type ChannelName = Channel['channel']
export type Ladder = components['schemas']['LadderOut']
export type LadderStep = Ladder['steps'][number]
export type Delivery = components['schemas']['MessageDeliveryOut']
export type Alert = components['schemas']['AlertOut']
export type Notifications = components['schemas']['NotificationsOut']
export type NotificationsIn = components['schemas']['NotificationsIn']
type Query = Record<string, string | number | undefined>
type Asked = { channel?: Delivery['channel']; state?: Delivery['state']; alert_id?: number; person_id?: number }

export const CHANNELS: Delivery['channel'][] = ['app', 'wecom', 'dingtalk', 'wechat', 'sms', 'mail', 'voice']
export const STATES: Delivery['state'][] = ['pending', 'sent', 'delivered', 'confirmed', 'failed', 'skipped', 'cancelled']
const matched = (revision: number) => (revision > 0 ? ifMatch(`"${revision}"`) : {})

export function useChannels() {
  return useQuery({ queryKey: ['message-channels'], queryFn: ({ signal }) => answer(api.GET('/api/v1/message-channels', { signal })) })
}

export function useLadders() {
  return useQuery({ queryKey: ['message-ladders'], queryFn: ({ signal }) => answer(api.GET('/api/v1/message-ladders', { signal })) })
}

export function useChannelActs() {
  const queries = useQueryClient()
  const freshen = () => queries.invalidateQueries({ queryKey: ['message-channels'] })
  return {
    set: useMutation({
      mutationFn: ({ channel, body }: { channel: Channel; body: components['schemas']['ChannelIn'] }) => answer(api.PUT('/api/v1/message-channels/{channel}', { params: { path: { channel: channel.channel } }, body, headers: matched(channel.revision) })),
      onSettled: freshen,
    }),
    test: useMutation({
      mutationFn: ({ channel, key }: { channel: ChannelName; key: string }) => answer(api.POST('/api/v1/message-channels/{channel}/test', { params: { path: { channel }, ...once(key) } })),
      onSettled: freshen,
    }),
    layDown: useMutation({
      mutationFn: ({ ladder, steps }: { ladder: Ladder; steps: LadderStep[] }) => answer(api.PUT('/api/v1/message-ladders/{urgency}', { params: { path: { urgency: ladder.urgency } }, body: { steps }, headers: matched(ladder.revision) })),
      onSettled: () => queries.invalidateQueries({ queryKey: ['message-ladders'] }),
    }),
  }
}

export function useDeliveries(query: Ref<Query>): ListSource<Delivery> {
  const asked = computed(() => query.value)
  return useList<Delivery>({
    key: 'message-deliveries',
    query: asked,
    fetchPage: (wanted, signal) => answer(api.GET('/api/v1/message-deliveries', { params: { query: wanted as Asked }, signal })),
    fetchCount: (wanted, signal) => answer(api.GET('/api/v1/message-deliveries/count', { params: { query: wanted as Asked }, signal })),
  })
}

export function useAlert(id: Ref<number>) {
  return useQuery({ queryKey: ['message-alert', id], queryFn: ({ signal }) => answer(api.GET('/api/v1/message-alerts/{alert_id}', { params: { path: { alert_id: id.value } }, signal })) })
}

export function useNotifications() {
  return useQuery({ queryKey: ['notifications'], queryFn: ({ signal }) => answer(api.GET('/api/v1/me/notifications', { signal })) })
}

export function saveNotifications(before: Notifications, body: NotificationsIn): Promise<Notifications> {
  return answer(api.PUT('/api/v1/me/notifications', { body, headers: matched(before.revision) }))
}
