import type { PageDeclaration } from '@console/router/types'

export const messagePages: PageDeclaration[] = [
  { name: 'messages', path: 'messages', areas: ['group', 'project'], titleKey: 'messages.title', page: () => import('@console/pages/MessagesPage.vue') },
]
