import { PhoneIncoming } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

export const callPages: PageDeclaration[] = [
  {
    name: 'calls', path: 'calls', areas: ['group'], titleKey: 'calls.title', permission: 'parties.look_up',
    page: () => import('@console/pages/CallsPage.vue'), nav: { labelKey: 'calls.title', icon: PhoneIncoming, group: 'work', order: 5 },
  },
]
