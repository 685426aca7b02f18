import { BadgeCheck, BookUser, Building, CalendarClock, IdCard, MonitorSmartphone } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

export const staffPages: PageDeclaration[] = [
  {
    name: 'staff', path: 'staff', areas: ['group', 'project'], titleKey: 'staff.title', permission: 'staff.read',
    page: () => import('@console/pages/StaffPage.vue'), nav: { labelKey: 'staff.title', icon: IdCard, group: 'records', order: 30 },
  },
  {
    name: 'roster', path: 'roster', areas: ['project'], titleKey: 'staff.roster.title', permission: 'staff.read',
    page: () => import('@console/pages/RosterPage.vue'), nav: { labelKey: 'staff.roster.title', icon: CalendarClock, group: 'work', order: 45 },
  },
  {
    name: 'certificates', path: 'certificates', areas: ['group', 'project'], titleKey: 'staff.certificate.title', permission: 'staff.read',
    page: () => import('@console/pages/CertificatesPage.vue'), nav: { labelKey: 'staff.certificate.title', icon: BadgeCheck, group: 'records', order: 31 },
  },
  {
    name: 'employers', path: 'employers', areas: ['group'], titleKey: 'staff.employer.title', permission: 'staff.organise',
    page: () => import('@console/pages/EmployersPage.vue'), nav: { labelKey: 'staff.employer.title', icon: Building, group: 'manage', order: 12 },
  },
  {
    name: 'directories', path: 'directories', areas: ['group'], titleKey: 'staff.directory.title', permission: 'staff.organise',
    page: () => import('@console/pages/DirectoriesPage.vue'), nav: { labelKey: 'staff.directory.title', icon: BookUser, group: 'manage', order: 13 },
  },
  {
    name: 'devices', path: 'devices', areas: ['project'], titleKey: 'staff.device.title', permission: 'staff.manage_devices',
    page: () => import('@console/pages/SharedDevicesPage.vue'), nav: { labelKey: 'staff.device.title', icon: MonitorSmartphone, group: 'manage', order: 30 },
  },
]
