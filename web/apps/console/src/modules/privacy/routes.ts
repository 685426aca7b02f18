import { ShieldUser } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

/** The area has one entry; its pages stand beside one another under `PrivacyFrame`. */
export const privacyPages: PageDeclaration[] = [
  {
    name: 'privacy-requests', path: 'privacy-requests', areas: ['group', 'project'], titleKey: 'privacy.requests.title', permission: 'privacy.read_requests',
    page: () => import('@console/pages/PrivacyRequestsPage.vue'), nav: { labelKey: 'privacy.title', icon: ShieldUser, group: 'manage', order: 70 },
  },
  {
    name: 'privacy-consents', path: 'privacy-consents', areas: ['group', 'project'], titleKey: 'privacy.consents.title', permission: 'privacy.read_requests', within: 'privacy-requests',
    page: () => import('@console/pages/PrivacyConsentsPage.vue'),
  },
  {
    name: 'privacy-activities', path: 'privacy-activities', areas: ['group'], titleKey: 'privacy.activities.title', permission: 'privacy.read', within: 'privacy-requests',
    page: () => import('@console/pages/PrivacyActivitiesPage.vue'),
  },
  {
    name: 'privacy-retention', path: 'privacy-retention', areas: ['group'], titleKey: 'privacy.retention.title', permission: 'privacy.read', within: 'privacy-requests',
    page: () => import('@console/pages/PrivacyRetentionPage.vue'),
  },
  {
    name: 'privacy-looks', path: 'privacy-looks', areas: ['group'], titleKey: 'privacy.looks.title', permission: 'privacy.review_looks', within: 'privacy-requests',
    page: () => import('@console/pages/PrivacyLooksPage.vue'),
  },
  {
    name: 'privacy-assessments', path: 'privacy-assessments', areas: ['group'], titleKey: 'privacy.assessments.title', permission: 'privacy.read', within: 'privacy-requests',
    page: () => import('@console/pages/PrivacyAssessmentsPage.vue'),
  },
  {
    name: 'privacy-incidents', path: 'privacy-incidents', areas: ['group'], titleKey: 'privacy.incidents.title', permission: 'privacy.read', within: 'privacy-requests',
    page: () => import('@console/pages/PrivacyIncidentsPage.vue'),
  },
]
