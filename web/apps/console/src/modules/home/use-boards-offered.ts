import { computed, type ComputedRef, type Ref } from 'vue'
import { useSession } from '@console/modules/session/session'

export interface BoardsOffered {
  mine: boolean
  waiting: boolean
  unassigned: boolean
  late: boolean
  takings: boolean
}

/** The boards that a person's rights ask for, in a project or over all of one's own; the modules of the place decide too. */
export function useBoardsOffered(projectId: Ref<number | null>): ComputedRef<BoardsOffered> {
  const session = useSession()
  return computed(() => {
    const here = [...session.projects.values()].filter((one) => projectId.value === null || one.id === projectId.value)
    const may = (module: string, permission: string): boolean => here.some((one) => one.modules.includes(module) && session.may(permission, one.id))
    const reads = may('workorders', 'workorders.read')
    const assigns = reads && may('workorders', 'workorders.assign')
    return { mine: reads && may('workorders', 'workorders.take'), waiting: reads && may('workorders', 'workorders.verify'), unassigned: assigns, late: assigns, takings: may('billing', 'billing.receive') }
  })
}
