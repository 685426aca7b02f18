import { FileUp } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

export const importPages: PageDeclaration[] = [
  {
    name: 'imports', path: 'imports', areas: ['project'], titleKey: 'imports.title', permission: 'imports.prepare',
    page: () => import('@console/pages/ImportsPage.vue'), nav: { labelKey: 'imports.title', icon: FileUp, group: 'records', order: 30 },
    refreshedBy: { imports: ['imports', 'spaces', 'parties', 'home'] },
  },
  {
    name: 'import', path: 'imports/:importId(\\d+)', areas: ['project'], titleKey: 'imports.one', permission: 'imports.prepare',
    page: () => import('@console/pages/ImportPage.vue'),
  },
]
