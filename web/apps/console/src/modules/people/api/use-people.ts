import { answer, api, ifMatch, once, useList, versioned, type components, type ListSource } from '@manyhold/api'
import { useNamed } from '@manyhold/i18n'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type ComputedRef, type Ref } from 'vue'
import { useStepUp } from '@console/modules/session/step-up'

export type Person = components['schemas']['PersonOut']
export type PersonIn = components['schemas']['PersonIn']
export type PersonChange = components['schemas']['PersonChange']
export type Role = Omit<components['schemas']['RoleOut'], 'id'> & { id: string; ownId: number | null }
export type RoleIn = components['schemas']['RoleIn']
export type Grant = components['schemas']['GrantOut']
export type GrantIn = components['schemas']['GrantIn']
type Query = Record<string, string | number | undefined>

export function usePeople(projectId: Ref<number | null>, query: Ref<Query>): ListSource<Person> {
  return useList<Person>({
    key: 'people',
    query: computed(() => ({ ...query.value, project_id: projectId.value ?? undefined })),
    fetchPage: (asked, signal) => answer(api.GET('/api/v1/people', { params: { query: asked }, signal })),
    fetchCount: (asked, signal) => answer(api.GET('/api/v1/people/count', { params: { query: asked }, signal })),
  })
}

export function usePerson(id: Ref<number>) {
  return useQuery({
    queryKey: ['people', 'one', id],
    queryFn: ({ signal }) => versioned(api.GET('/api/v1/people/{person_id}', { params: { path: { person_id: id.value } }, signal })),
  })
}

export function useGrants(personId: Ref<number>) {
  return useQuery({
    queryKey: ['grants', personId],
    queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/grants', { params: { query: { person_id: personId.value, limit: 200 } }, signal }))).items,
  })
}

/** The roles by code and name, for everybody who sees the staff. */
export function useRoleRefs() {
  return useQuery({ queryKey: ['roles', 'names'], staleTime: 300_000, queryFn: ({ signal }) => answer(api.GET('/api/v1/role-names', { signal })) })
}

/** What roles are called. */
export function useRoleNames(): ComputedRef<(code: string) => string> {
  const named = useNamed()
  const query = useRoleRefs()
  return computed(() => {
    const names = new Map((query.data.value ?? []).map((role) => [role.code, named(role)]))
    return (code) => names.get(code) ?? code
  })
}

/** All roles with what they allow: one short list, told apart by code because those of the trade have no id. */
export function useRoles() {
  return useQuery({
    queryKey: ['roles', 'all'],
    queryFn: async ({ signal }): Promise<Role[]> => (await answer(api.GET('/api/v1/roles', { signal }))).items.map((role) => ({ ...role, id: role.code, ownId: role.id })),
  })
}

export function usePermissions() {
  return useQuery({ queryKey: ['permissions'], staleTime: Infinity, queryFn: ({ signal }) => answer(api.GET('/api/v1/permissions', { signal })) })
}

/** The writes of people, roles and grants; each one freshens what it touches. */
export function usePeopleActs() {
  const queries = useQueryClient()
  const stepUp = useStepUp()
  const freshen = (...keys: string[]) => Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key] })))
  return {
    addPerson: useMutation({
      mutationFn: (body: PersonIn) => answer(api.POST('/api/v1/people', { body })),
      onSuccess: () => freshen('people'),
    }),
    changePerson: useMutation({
      mutationFn: ({ id, body, etag }: { id: number; body: PersonChange; etag: string | null }) => stepUp.run(() => answer(api.PATCH('/api/v1/people/{person_id}', { params: { path: { person_id: id } }, body, headers: ifMatch(etag) }))),
      onSettled: () => freshen('people'),
    }),
    addRole: useMutation({
      mutationFn: ({ body, key }: { body: RoleIn; key: string }) => stepUp.run(() => answer(api.POST('/api/v1/roles', { params: once(key), body }))),
      onSuccess: () => freshen('roles'),
    }),
    changeRole: useMutation({
      mutationFn: ({ id, revision, body }: { id: number; revision: number; body: RoleIn }) => stepUp.run(() => answer(api.PATCH('/api/v1/roles/{role_id}', { params: { path: { role_id: id } }, body, headers: ifMatch(`"${revision}"`) }))),
      onSettled: () => freshen('roles'),
    }),
    removeRole: useMutation({
      mutationFn: (id: number) => stepUp.run(() => answer(api.DELETE('/api/v1/roles/{role_id}', { params: { path: { role_id: id } } }))),
      onSuccess: () => freshen('roles'),
    }),
    grant: useMutation({
      mutationFn: ({ body, key }: { body: GrantIn; key: string }) => stepUp.run(() => answer(api.POST('/api/v1/grants', { params: once(key), body }))),
      onSuccess: () => freshen('grants', 'people', 'roles'),
    }),
    revoke: useMutation({
      mutationFn: (id: number) => stepUp.run(() => answer(api.DELETE('/api/v1/grants/{grant_id}', { params: { path: { grant_id: id } } }))),
      onSuccess: () => freshen('grants', 'people', 'roles'),
    }),
  }
}
