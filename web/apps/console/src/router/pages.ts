import { auditPages } from '@console/modules/audit/routes'
import { billingPages } from '@console/modules/billing/routes'
import { callPages } from '@console/modules/calls/routes'
import { homePages } from '@console/modules/home/routes'
import { importPages } from '@console/modules/imports/routes'
import { insightPages } from '@console/modules/insights/routes'
import { jobPages } from '@console/modules/jobs/routes'
import { messagePages } from '@console/modules/messages/routes'
import { partyPages } from '@console/modules/parties/routes'
import { peoplePages } from '@console/modules/people/routes'
import { projectPages } from '@console/modules/projects/routes'
import { spacePages } from '@console/modules/spaces/routes'
import { orderPages } from '@console/modules/workorders/routes'
import type { PageDeclaration } from './types'

/** Every page of the console. A new module adds its own declarations here and nowhere else. */
export const pages: PageDeclaration[] = [
  ...homePages,
  ...callPages,
  ...orderPages,
  ...insightPages,
  ...billingPages,
  ...spacePages,
  ...partyPages,
  ...importPages,
  ...projectPages,
  ...peoplePages,
  ...auditPages,
  ...jobPages,
  ...messagePages,
]
