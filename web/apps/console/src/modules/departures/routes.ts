import { DoorOpen } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

export const departurePages: PageDeclaration[] = [
  {
    name: 'departure', path: 'departure', areas: ['project'], titleKey: 'departures.title', permission: 'departures.read', productModule: 'departures', refreshedBy: { departures: ['departures'] },
    page: () => import('@console/pages/DeparturePage.vue'), nav: { labelKey: 'departures.title', icon: DoorOpen, group: 'records', order: 29 },
  },
]
