import { agreementPages } from '@console/modules/agreements/routes'
import { approvalPages } from '@console/modules/approvals/routes'
import { auditPages } from '@console/modules/audit/routes'
import { billingPages } from '@console/modules/billing/routes'
import { calendarPages } from '@console/modules/calendar/routes'
import { callPages } from '@console/modules/calls/routes'
import { fieldPages } from '@console/modules/fields/routes'
import { homePages } from '@console/modules/home/routes'
import { importPages } from '@console/modules/imports/routes'
import { insightPages } from '@console/modules/insights/routes'
import { jobPages } from '@console/modules/jobs/routes'
import { messagePages } from '@console/modules/messages/routes'
import { partyPages } from '@console/modules/parties/routes'
import { peoplePages } from '@console/modules/people/routes'
import { privacyPages } from '@console/modules/privacy/routes'
import { projectPages } from '@console/modules/projects/routes'
import { printingPages } from '@console/modules/printing/routes'
import { programPages } from '@console/modules/programs/routes'
import { staffPages } from '@console/modules/staff/routes'
import { spacePages } from '@console/modules/spaces/routes'
import { standardPages } from '@console/modules/standards/routes'
import { orderPages } from '@console/modules/workorders/routes'
import { departurePages } from '@console/modules/departures/routes'
import { takeoverPages } from '@console/modules/takeovers/routes'
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
  ...takeoverPages,
  ...departurePages,
  ...agreementPages,
  ...projectPages,
  ...calendarPages,
  ...staffPages,
  ...standardPages,
  ...printingPages,
  ...fieldPages,
  ...peoplePages,
  ...programPages,
  ...approvalPages,
  ...auditPages,
  ...privacyPages,
  ...jobPages,
  ...messagePages,
]
