import { answer, api, ifMatch, once, type components } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useSession } from '@console/modules/session/session'
import { grow } from '../tree'

export type TreeNode = components['schemas']['NodeOut']
export type NodeIn = components['schemas']['NodeIn']
export type LegalEntity = components['schemas']['LegalEntityOut']
export type LegalEntityIn = components['schemas']['LegalEntityIn']

/** The management tree: a few dozen nodes, flat and grown. */
export function useTreeNodes() {
  const query = useQuery({ queryKey: ['tree-nodes'], staleTime: 60_000, queryFn: ({ signal }) => answer(api.GET('/api/v1/tree-nodes', { signal })) })
  return { query, tree: computed(() => grow(query.data.value ?? [])) }
}

export function useTreeActs() {
  const queries = useQueryClient()
  const session = useSession()
  const freshen = () => Promise.all([queries.invalidateQueries({ queryKey: ['tree-nodes'] }), queries.invalidateQueries({ queryKey: ['projects'] }), session.reload()])
  return {
    add: useMutation({
      mutationFn: ({ body, key }: { body: NodeIn; key: string }) => answer(api.POST('/api/v1/tree-nodes', { params: once(key), body })),
      onSuccess: freshen,
    }),
    change: useMutation({
      mutationFn: ({ node, body }: { node: TreeNode; body: NodeIn }) => answer(api.PATCH('/api/v1/tree-nodes/{node_id}', { params: { path: { node_id: node.id } }, body, headers: ifMatch(`"${node.revision}"`) })),
      onSuccess: freshen,
    }),
  }
}

export function useLegalEntities() {
  return useQuery({ queryKey: ['legal-entities'], queryFn: ({ signal }) => answer(api.GET('/api/v1/legal-entities', { signal })) })
}

export function useLegalEntityActs() {
  const queries = useQueryClient()
  const freshen = () => queries.invalidateQueries({ queryKey: ['legal-entities'] })
  return {
    add: useMutation({
      mutationFn: ({ body, key }: { body: LegalEntityIn; key: string }) => answer(api.POST('/api/v1/legal-entities', { params: once(key), body })),
      onSuccess: freshen,
    }),
    change: useMutation({
      mutationFn: ({ entity, body }: { entity: LegalEntity; body: LegalEntityIn }) => answer(api.PATCH('/api/v1/legal-entities/{entity_id}', { params: { path: { entity_id: entity.id } }, body, headers: ifMatch(`"${entity.revision}"`) })),
      onSettled: freshen,
    }),
  }
}
