import type { NavGroup } from '@manyhold/ui'
import { computed, type ComputedRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute } from 'vue-router'
import { usePlace } from '@console/modules/session/use-place'
import { useSession } from '@console/modules/session/session'
import { areaName } from '@console/router/areas'
import { pages } from '@console/router/pages'
import type { Area, NavDeclaration, PageDeclaration } from '@console/router/types'

const GROUPS: readonly NavDeclaration['group'][] = ['work', 'records', 'manage']

/** The navigation of where one is: the pages that one's rights and the project's modules leave. */
export function useNav(badges: Record<NonNullable<NavDeclaration['badge']>, Readonly<Ref<number>>>): ComputedRef<NavGroup[]> {
  const { t } = useI18n()
  const route = useRoute()
  const session = useSession()
  const { projectId, project } = usePlace()

  const isOffered = (page: PageDeclaration, area: Area): boolean =>
    page.areas.includes(area) &&
    session.may(page.permission, projectId.value) &&
    (page.nav?.offeredTo === undefined || page.nav.offeredTo.some((one) => session.may(one, projectId.value))) &&
    (page.productModule === undefined || area === 'group' || (project.value?.modules.includes(page.productModule) ?? false))

  return computed(() => {
    const area: Area = projectId.value === null ? 'group' : 'project'
    const params = projectId.value === null ? {} : { projectId: String(projectId.value) }
    return GROUPS.map((group) => ({
      key: group,
      label: group === 'work' ? null : t(`shell.group.${group}`),
      entries: pages
        .flatMap((page) => (page.nav?.group === group && isOffered(page, area) ? [{ page, nav: page.nav }] : []))
        .sort((a, b) => a.nav.order - b.nav.order)
        .map(({ page, nav }) => ({
          key: page.name,
          label: t(nav.labelKey),
          icon: nav.icon,
          badge: nav.badge === undefined ? undefined : badges[nav.badge].value,
          to: { name: areaName(area, page.name), params },
          isActive: route.meta.page === page.name || route.meta.listPage === page.name || route.meta.within === page.name,
        })),
    })).filter((group) => group.entries.length > 0)
  })
}
