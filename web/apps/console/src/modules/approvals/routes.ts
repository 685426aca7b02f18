import { Stamp, Waypoints } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

export const approvalPages: PageDeclaration[] = [
  {
    name: 'approvals', path: 'approvals', areas: ['group', 'project'], titleKey: 'approvals.title', permission: 'approvals.take_part',
    page: () => import('@console/pages/ApprovalsPage.vue'), nav: { labelKey: 'approvals.title', icon: Stamp, group: 'work', order: 60, badge: 'approvals' },
    refreshedBy: { approvals: ['approvals'] },
  },
  {
    name: 'approval-chains', path: 'approval-chains', areas: ['group'], titleKey: 'approvals.chains.title', permission: 'approvals.design',
    page: () => import('@console/pages/ApprovalChainsPage.vue'), nav: { labelKey: 'approvals.chains.title', icon: Waypoints, group: 'manage', order: 25 },
  },
]
