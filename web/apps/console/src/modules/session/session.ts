import { answer, api, asProblem, Problem, type components } from '@manyhold/api'
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { RouteLocationRaw } from 'vue-router'

export type Me = components['schemas']['Me']
export type MyProject = components['schemas']['MyProject']

/** Who is signed in and what they may do; asked once per load, the server judges every act again. */
export const useSession = defineStore('session', () => {
  const me = ref<Me | null>(null)
  /** What is known before anybody signs in: whether to set up, and the sign-ins of a demonstration. */
  const setup = ref<components['schemas']['SetupState'] | null>(null)
  /** Why the console could not start, when that is not for want of a sign-in. */
  const problem = ref<Problem | null>(null)
  let loading: Promise<boolean> | null = null

  const groupPermissions = computed(() => new Set(me.value?.group_permissions ?? []))
  const projects = computed(() => new Map((me.value?.projects ?? []).map((project) => [project.id, project])))
  /** Holds something for the whole group; whoever has several projects has a page over these alone. */
  const seesGroup = computed(() => groupPermissions.value.size > 0)
  const canSeeGroup = computed(() => seesGroup.value || projects.value.size !== 1)
  const answersCalls = computed(() => may('parties.look_up', null) && !may('insights.read', null) && !may('billing.receive', null) && !may('workorders.assign', null))
  const startPlace = computed<RouteLocationRaw>(() => {
    // An agent of the call centre works from the calls; whoever has more to do begins at home.
    if (answersCalls.value) return { name: 'group.calls' }
    const only = me.value?.projects[0]
    return canSeeGroup.value || only === undefined ? { name: 'group.home' } : { name: 'project.home', params: { projectId: String(only.id) } }
  })

  async function learnSetup(): Promise<void> {
    setup.value ??= await answer(api.GET('/api/v1/setup'))
  }

  async function ask(): Promise<boolean> {
    try {
      me.value = await answer(api.GET('/api/v1/me'))
      return true
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'not_signed_in') throw error
      await learnSetup()
      return false
    }
  }

  /** True when somebody is signed in. Anything else that went wrong is left in `problem`, and thrown. */
  function load(): Promise<boolean> {
    if (me.value !== null) return Promise.resolve(true)
    loading ??= ask()
      .catch((error: unknown) => {
        problem.value = asProblem(error)
        throw error
      })
      .finally(() => (loading = null))
    return loading
  }

  function forget(): void {
    me.value = null
  }

  async function reload(): Promise<void> {
    me.value = await answer(api.GET('/api/v1/me'))
  }

  /** In a project: held there. In the group: held for the group or in any of its projects. */
  function may(permission: string | undefined, projectId: number | null): boolean {
    if (permission === undefined || groupPermissions.value.has(permission)) return true
    if (projectId !== null) return projects.value.get(projectId)?.permissions.includes(permission) ?? false
    return [...projects.value.values()].some((project) => project.permissions.includes(permission))
  }

  return { me, setup, problem, projects, seesGroup, canSeeGroup, startPlace, load, learnSetup, reload, forget, may }
})
