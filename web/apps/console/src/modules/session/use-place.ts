import { computed, type ComputedRef } from 'vue'
import { useRoute } from 'vue-router'
import { useSession, type MyProject } from './session'

export interface CurrentPlace {
  projectId: ComputedRef<number | null>
  project: ComputedRef<MyProject | null>
  may: (permission: string) => boolean
}

/** Where the page stands: in a project (from the address) or in the group. */
export function usePlace(): CurrentPlace {
  const route = useRoute()
  const session = useSession()
  const projectId = computed(() => (typeof route.params.projectId === 'string' ? Number(route.params.projectId) : null))
  return {
    projectId,
    project: computed(() => (projectId.value === null ? null : (session.projects.get(projectId.value) ?? null))),
    may: (permission) => session.may(permission, projectId.value),
  }
}
