import { Handshake } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

export const takeoverPages: PageDeclaration[] = [
  {
    name: 'takeover', path: 'takeover', areas: ['project'], titleKey: 'takeovers.title', permission: 'takeovers.read', productModule: 'takeovers', refreshedBy: { takeovers: ['takeovers'], 'imports.loaded': ['takeovers'] },
    page: () => import('@console/pages/TakeoverPage.vue'), nav: { labelKey: 'takeovers.title', icon: Handshake, group: 'records', order: 28 },
  },
]
