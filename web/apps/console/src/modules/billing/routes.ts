import { CalendarCheck2, HandCoins, ReceiptText, Tags, Wallet } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

const productModule = 'billing'

export const billingPages: PageDeclaration[] = [
  {
    name: 'cashier', path: 'cashier', areas: ['project'], titleKey: 'billing.desk.title', permission: 'billing.receive', productModule, refreshedBy: { billing: ['account', 'bills', 'payments'] },
    page: () => import('@console/pages/CashierPage.vue'), nav: { labelKey: 'billing.desk.title', icon: HandCoins, group: 'work', order: 30 },
  },
  {
    name: 'bills', path: 'bills', areas: ['project', 'group'], titleKey: 'billing.bills', permission: 'billing.read', productModule,
    page: () => import('@console/pages/BillsPage.vue'), nav: { labelKey: 'billing.bills', icon: ReceiptText, group: 'work', order: 31 },
  },
  {
    name: 'payments', path: 'payments', areas: ['project', 'group'], titleKey: 'billing.payments', permission: 'billing.read', productModule,
    page: () => import('@console/pages/PaymentsPage.vue'), nav: { labelKey: 'billing.payments', icon: Wallet, group: 'work', order: 32 },
  },
  {
    name: 'bill-runs', path: 'bill-runs', areas: ['project'], titleKey: 'billing.run.title', permission: 'billing.run', productModule, refreshedBy: { 'billing.run_posted': ['bill-runs', 'reports'], 'billing.run_reversed': ['bill-runs', 'bills', 'reports'] },
    page: () => import('@console/pages/BillRunsPage.vue'), nav: { labelKey: 'billing.run.title', icon: CalendarCheck2, group: 'work', order: 33 },
  },
  {
    name: 'bill-run', path: 'bill-runs/:id(\\d+)', areas: ['project'], titleKey: 'billing.run.title', permission: 'billing.run', productModule,
    page: () => import('@console/pages/BillRunPage.vue'),
  },
  {
    name: 'fee-items', path: 'fee-items', areas: ['project', 'group'], titleKey: 'billing.item.title', permission: 'billing.read', productModule,
    page: () => import('@console/pages/FeeItemsPage.vue'), nav: { labelKey: 'billing.item.title', icon: Tags, group: 'manage', order: 15 },
  },
]
