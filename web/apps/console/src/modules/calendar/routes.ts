import { CalendarDays } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

export const calendarPages: PageDeclaration[] = [
  {
    name: 'holidays', path: 'holidays', areas: ['group'], titleKey: 'calendar.title', permission: 'standards.read_calendar',
    page: () => import('@console/pages/HolidaysPage.vue'),
    nav: { labelKey: 'calendar.title', icon: CalendarDays, group: 'records', order: 40, offeredTo: ['standards.manage_calendar', 'insights.read'] },
  },
]
