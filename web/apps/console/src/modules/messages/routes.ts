import { RadioTower, Send } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

export const messagePages: PageDeclaration[] = [
  { name: 'messages', path: 'messages', areas: ['group', 'project'], titleKey: 'messages.title', page: () => import('@console/pages/MessagesPage.vue') },
  {
    name: 'deliveries', path: 'deliveries', areas: ['group', 'project'], titleKey: 'messages.log.title', permission: 'messaging.read_deliveries',
    page: () => import('@console/pages/DeliveriesPage.vue'), nav: { labelKey: 'messages.log.title', icon: Send, group: 'records', order: 80 },
  },
  {
    name: 'message-channels', path: 'message-channels', areas: ['group'], titleKey: 'messages.channels.title', permission: 'messaging.manage_channels',
    page: () => import('@console/pages/MessageChannelsPage.vue'), nav: { labelKey: 'messages.channels.title', icon: RadioTower, group: 'manage', order: 55 },
  },
]
