import { ClipboardList, QrCode } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

const productModule = 'workorders'

export const orderPages: PageDeclaration[] = [
  {
    name: 'work-orders', path: 'work-orders', areas: ['group', 'project'], titleKey: 'workorders.title', permission: 'workorders.read', productModule,
    page: () => import('@console/pages/OrdersPage.vue'), nav: { labelKey: 'workorders.title', icon: ClipboardList, group: 'work', order: 20 },
    refreshedBy: { workorders: ['work-orders', 'home'] },
  },
  {
    name: 'work-order', path: 'work-orders/:orderId(\\d+)', areas: ['project'], titleKey: 'workorders.one', permission: 'workorders.read', productModule,
    page: () => import('@console/pages/OrderPage.vue'),
  },
  {
    name: 'space-codes', path: 'space-codes', areas: ['project'], titleKey: 'workorders.codes.title', permission: 'workorders.codes', productModule,
    page: () => import('@console/pages/SpaceCodesPage.vue'), nav: { labelKey: 'workorders.codes.title', icon: QrCode, group: 'manage', order: 35 },
  },
  {
    name: 'space-code-labels', path: 'space-codes/labels', areas: ['project'], titleKey: 'workorders.codes.labels', permission: 'workorders.codes', productModule,
    page: () => import('@console/pages/SpaceCodeLabelsPage.vue'),
  },
]
