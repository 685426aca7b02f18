import { ChartNoAxesCombined } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

export const insightPages: PageDeclaration[] = [
  {
    name: 'report', path: 'report', areas: ['group', 'project'], titleKey: 'insights.title', permission: 'insights.read', productModule: 'insights', refreshedBy: { 'billing.run_posted': ['reports'], 'billing.run_reversed': ['reports'] },
    page: () => import('@console/pages/GroupReportPage.vue'), nav: { labelKey: 'insights.title', icon: ChartNoAxesCombined, group: 'work', order: 5 },
  },
]
