import { BookMarked, Hash } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

export const standardPages: PageDeclaration[] = [
  {
    name: 'numbering', path: 'numbering', areas: ['group'], titleKey: 'standards.numbering.title', permission: 'standards.manage',
    page: () => import('@console/pages/NumberingPage.vue'), nav: { labelKey: 'standards.numbering.title', icon: Hash, group: 'manage', order: 31 },
  },
  {
    name: 'dictionaries', path: 'dictionaries', areas: ['group'], titleKey: 'standards.dictionaries.title', permission: 'standards.manage',
    page: () => import('@console/pages/DictionariesPage.vue'), nav: { labelKey: 'standards.dictionaries.title', icon: BookMarked, group: 'manage', order: 32 },
  },
  {
    name: 'project-dictionaries', path: 'dictionaries', areas: ['project'], titleKey: 'standards.dictionaries.title', permission: 'standards.extend',
    page: () => import('@console/pages/DictionariesPage.vue'), nav: { labelKey: 'standards.dictionaries.title', icon: BookMarked, group: 'manage', order: 65 },
  },
]
