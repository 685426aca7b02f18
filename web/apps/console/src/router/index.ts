import { words } from '@manyhold/i18n'
import { watch } from 'vue'
import { createRouter, createWebHistory, type RouteLocationRaw, type RouteRecordRaw, type Router } from 'vue-router'
import { isSharedDevice } from '@console/modules/session/device-here'
import { useSession } from '@console/modules/session/session'
import { areaName } from './areas'
import { pages } from './pages'
import type { Area, PageDeclaration } from './types'

function toRoute(area: Area, page: PageDeclaration): RouteRecordRaw {
  return {
    name: areaName(area, page.name),
    path: page.path,
    component: page.page,
    meta: { page: page.name, within: page.within, listPage: page.path.includes('/:') ? page.path.split('/:')[0] : undefined, titleKey: page.titleKey, permission: page.permission, productModule: page.productModule },
  } as RouteRecordRaw
}

const inArea = (area: Area): RouteRecordRaw[] => pages.filter((page) => page.areas.includes(area)).map((page) => toRoute(area, page))

/** The wizard needs to know what it is to ask, and is only for a house without a group; a reload comes straight here. */
async function mayFound(): Promise<RouteLocationRaw | boolean> {
  const session = useSession()
  const isSignedIn = await session.load().catch(() => null)
  if (isSignedIn === null) return false
  return !isSignedIn && session.setup?.is_needed === true ? true : { name: 'start' }
}

const routes: RouteRecordRaw[] = [
  { path: '/sign-in', name: 'sign-in', component: () => import('@console/pages/SignInPage.vue'), meta: { isPublic: true, titleKey: 'session.signIn' } },
  { path: '/device', name: 'device', component: () => import('@console/pages/DevicePage.vue'), meta: { isPublic: true, titleKey: 'staff.device.title' } },
  { path: '/complete', name: 'complete', component: () => import('@console/pages/CompletePage.vue'), meta: { titleKey: 'session.complete.title' } },
  { path: '/setup', name: 'setup', component: () => import('@console/pages/SetupPage.vue'), beforeEnter: mayFound, meta: { isPublic: true, titleKey: 'session.setup.title' } },
  {
    path: '/',
    component: () => import('@console/shell/ConsoleShell.vue'),
    children: [
      { path: '', name: 'start', redirect: () => useSession().startPlace },
      { path: 'account', name: 'account', component: () => import('@console/pages/AccountPage.vue'), meta: { titleKey: 'account.title' } },
      { path: 'account/notifications', name: 'notifications', component: () => import('@console/pages/NotificationsPage.vue'), meta: { titleKey: 'messages.mine.title' } },
      { path: 'g', redirect: '/g/home', children: inArea('group') },
      { path: 'p/:projectId(\\d+)', redirect: (to) => `/p/${String(to.params.projectId)}/home`, children: inArea('project') },
      { path: ':rest(.*)*', name: 'missing', component: () => import('@console/pages/MissingPage.vue'), meta: { titleKey: 'shell.missing.title' } },
    ],
  },
]

export function makeRouter(): Router {
  const router = createRouter({ history: createWebHistory(), routes })
  router.beforeEach(async (to) => {
    if (to.meta.isPublic === true) return true
    const session = useSession()
    const isSignedIn = await session.load().catch(() => null)
    if (isSignedIn === null) return false
    if (isSignedIn) {
      if ((session.me?.missing ?? '') === '' || to.name === 'complete') return true
      return { name: 'complete', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
    }
    if (isSharedDevice()) return { name: 'device' }
    return session.setup?.is_needed ? { name: 'setup' } : { name: 'sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  })
  watch(
    [() => router.currentRoute.value.meta.titleKey, words.global.locale],
    ([key]) => {
      const product = words.global.t('shell.product')
      document.title = typeof key === 'string' ? `${words.global.t(key)} · ${product}` : product
    },
    { immediate: true },
  )
  return router
}
