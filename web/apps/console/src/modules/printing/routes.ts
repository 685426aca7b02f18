import { FileStack, LayoutTemplate, Printer, Tickets } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

export const printingPages: PageDeclaration[] = [
  {
    name: 'print-templates', path: 'print-templates', areas: ['group'], titleKey: 'printing.templates.title', permission: 'printing.design',
    page: () => import('@console/pages/PrintTemplatesPage.vue'), nav: { labelKey: 'printing.templates.title', icon: LayoutTemplate, group: 'manage', order: 33 },
  },
  {
    name: 'print-template', path: 'print-templates/:id(\\d+)', areas: ['group'], titleKey: 'printing.templates.title', permission: 'printing.design',
    page: () => import('@console/pages/PrintTemplatePage.vue'),
  },
  {
    name: 'printers', path: 'printers', areas: ['project'], titleKey: 'printing.printers.title', permission: 'printing.set_up',
    page: () => import('@console/pages/PrintersPage.vue'), nav: { labelKey: 'printing.printers.title', icon: Printer, group: 'manage', order: 66 },
  },
  {
    name: 'numbered-paper', path: 'numbered-paper', areas: ['project'], titleKey: 'printing.paper.title', permission: 'printing.keep_paper',
    page: () => import('@console/pages/NumberedPaperPage.vue'), nav: { labelKey: 'printing.paper.title', icon: Tickets, group: 'manage', order: 67 },
  },
  {
    name: 'prints', path: 'prints', areas: ['project', 'group'], titleKey: 'printing.log.title', permission: 'printing.read_log',
    page: () => import('@console/pages/PrintLogPage.vue'), nav: { labelKey: 'printing.log.title', icon: FileStack, group: 'records', order: 60 },
  },
]
