import { answer, api, ifMatch, once, useList, versioned, type components, type ListSource } from '@manyhold/api'
import { useNamed } from '@manyhold/i18n'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type ComputedRef, type Ref } from 'vue'
import { useStepUp } from '@console/modules/session/step-up'

type Schemas = components['schemas']
export type Member = Schemas['MemberOut']
export type MemberDetail = Schemas['MemberDetail']
export type Certificate = Schemas['CertificateOut']
export type Roster = Schemas['RosterOut']
export type Shift = Schemas['ShiftOut']
export type Employer = Schemas['EmployerOut']
export type Department = Schemas['DepartmentOut']
export type Device = Schemas['DeviceOut']
export const ABSENCES = ['annual', 'sick', 'personal', 'marriage', 'maternity', 'bereavement', 'injury', 'in_lieu', 'training'] as const
type Query = Record<string, string | number | undefined>

export function useStaff(projectId: Ref<number | null>, query: Ref<Query>): ListSource<Member> {
  return useList<Member>({
    key: 'staff',
    query: computed(() => ({ ...query.value, project_id: projectId.value ?? undefined })),
    fetchPage: (asked, signal) => answer(api.GET('/api/v1/staff', { params: { query: asked }, signal })),
    fetchCount: (asked, signal) => answer(api.GET('/api/v1/staff/count', { params: { query: asked }, signal })),
  })
}

export function useCertificates(projectId: Ref<number | null>, query: Ref<Query>): ListSource<Certificate> {
  return useList<Certificate>({
    key: 'certificates',
    query: computed(() => ({ ...query.value, project_id: projectId.value ?? undefined })),
    fetchPage: (asked, signal) => answer(api.GET('/api/v1/certificates', { params: { query: asked }, signal })),
    fetchCount: (asked, signal) => answer(api.GET('/api/v1/certificates/count', { params: { query: asked }, signal })),
  })
}

export function useMember(id: Ref<number>) {
  return useQuery({ queryKey: ['staff', 'one', id], queryFn: ({ signal }) => versioned(api.GET('/api/v1/staff/{member_id}', { params: { path: { member_id: id.value } }, signal })) })
}

export function useCertificatesOf(id: Ref<number>) {
  return useQuery({ queryKey: ['certificates', 'of', id], queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/certificates', { params: { query: { member_id: id.value, limit: 200 } }, signal }))).items })
}

export function useAbsencesOf(id: Ref<number>) {
  return useQuery({ queryKey: ['absences', id], queryFn: ({ signal }) => answer(api.GET('/api/v1/staff/{member_id}/absences', { params: { path: { member_id: id.value } }, signal })) })
}

/** What somebody still holds, looked at afresh each time the leaving is opened. */
export function useOutlook(id: Ref<number>, isWanted: Ref<boolean>) {
  return useQuery({ queryKey: ['leaving', id], enabled: isWanted, staleTime: 0, queryFn: ({ signal }) => answer(api.GET('/api/v1/staff/{member_id}/leaving', { params: { path: { member_id: id.value } }, signal })) })
}

/** Colleagues who may take over: they have a sign-in and stay. */
export function useColleagues(projectId: Ref<number | null>, isWanted: Ref<boolean>) {
  return useQuery({
    queryKey: ['staff', 'colleagues', projectId], enabled: isWanted,
    queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/staff', { params: { query: { state: 'working', project_id: projectId.value ?? undefined, limit: 200 } }, signal }))).items.filter((one) => one.person_id !== null),
  })
}

export function useEmployers() {
  return useQuery({ queryKey: ['employers'], queryFn: ({ signal }) => answer(api.GET('/api/v1/employers', { signal })) })
}

export function useDepartments() {
  return useQuery({ queryKey: ['departments'], queryFn: ({ signal }) => answer(api.GET('/api/v1/departments', { signal })) })
}

export function useKinds() {
  return useQuery({ queryKey: ['certificate-kinds'], staleTime: Infinity, queryFn: ({ signal }) => answer(api.GET('/api/v1/certificate-kinds', { signal })) })
}

/** What kinds of certificates are called. */
export function useKindNames(): ComputedRef<(code: string) => string> {
  const named = useNamed()
  const query = useKinds()
  return computed(() => {
    const names = new Map((query.data.value ?? []).map((kind) => [kind.code, named(kind)]))
    return (code) => names.get(code) ?? code
  })
}

export function useRoster(projectId: Ref<number | null>, first: Ref<string>, days: Ref<number>) {
  return useQuery({
    queryKey: ['rosters', projectId, first, days], enabled: computed(() => projectId.value !== null),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/rosters', { params: { query: { project_id: projectId.value ?? 0, first: first.value, days: days.value } }, signal })),
  })
}

export function useDevices(projectId: Ref<number | null>) {
  return useQuery({ queryKey: ['shared-devices', projectId], enabled: computed(() => projectId.value !== null), queryFn: ({ signal }) => answer(api.GET('/api/v1/shared-devices', { params: { query: { project_id: projectId.value ?? 0 } }, signal })) })
}

/** The writes of the register; each one freshens what it touches. */
export function useStaffActs() {
  const queries = useQueryClient()
  const stepUp = useStepUp()
  const freshen = (...keys: string[]) => () => Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key] })))
  const of = (id: number) => ({ path: { member_id: id } })
  return {
    add: useMutation({ mutationFn: ({ body, key }: { body: Schemas['MemberIn']; key: string }) => answer(api.POST('/api/v1/staff', { params: once(key), body })), onSuccess: freshen('staff', 'rosters', 'employers') }),
    change: useMutation({ mutationFn: ({ id, body, etag }: { id: number; body: Schemas['MemberChange']; etag: string | null }) => answer(api.PATCH('/api/v1/staff/{member_id}', { params: of(id), body, headers: ifMatch(etag) })), onSettled: freshen('staff') }),
    addPost: useMutation({ mutationFn: ({ id, body, key }: { id: number; body: Schemas['PostIn']; key: string }) => answer(api.POST('/api/v1/staff/{member_id}/posts', { params: { ...of(id), ...once(key) }, body })), onSuccess: freshen('staff', 'rosters') }),
    endPost: useMutation({ mutationFn: ({ id, postId, endsOn }: { id: number; postId: number; endsOn: string }) => answer(api.PATCH('/api/v1/staff/{member_id}/posts/{post_id}', { params: { path: { member_id: id, post_id: postId } }, body: { ends_on: endsOn } })), onSuccess: freshen('staff', 'rosters') }),
    giveSignIn: useMutation({ mutationFn: ({ id, body }: { id: number; body: Schemas['SignInGift'] }) => answer(api.POST('/api/v1/staff/{member_id}/sign-in', { params: of(id), body })), onSuccess: freshen('staff', 'people') }),
    addCertificate: useMutation({ mutationFn: ({ id, body, key }: { id: number; body: Schemas['CertificateIn']; key: string }) => answer(api.POST('/api/v1/staff/{member_id}/certificates', { params: { ...of(id), ...once(key) }, body })), onSuccess: freshen('staff', 'certificates') }),
    changeCertificate: useMutation({ mutationFn: ({ row, body }: { row: Certificate; body: Schemas['CertificateIn'] }) => answer(api.PUT('/api/v1/staff/{member_id}/certificates/{certificate_id}', { params: { path: { member_id: row.member.id, certificate_id: row.id } }, body, headers: ifMatch(`"${row.revision}"`) })), onSettled: freshen('staff', 'certificates') }),
    takeLeave: useMutation({ mutationFn: ({ id, body, key }: { id: number; body: Schemas['AbsenceIn']; key: string }) => answer(api.POST('/api/v1/staff/{member_id}/absences', { params: { ...of(id), ...once(key) }, body })), onSuccess: freshen('staff', 'absences', 'rosters') }),
    cancelLeave: useMutation({ mutationFn: ({ id, absenceId }: { id: number; absenceId: number }) => answer(api.DELETE('/api/v1/staff/{member_id}/absences/{absence_id}', { params: { path: { member_id: id, absence_id: absenceId } } })), onSuccess: freshen('staff', 'absences', 'rosters') }),
    leave: useMutation({ mutationFn: ({ id, body, key }: { id: number; body: Schemas['LeavingIn']; key: string }) => answer(api.POST('/api/v1/staff/{member_id}/leave', { params: { ...of(id), ...once(key) }, body })), onSuccess: freshen('staff', 'people', 'rosters', 'grants') }),
    stay: useMutation({ mutationFn: (id: number) => answer(api.POST('/api/v1/staff/{member_id}/stay', { params: { ...of(id), ...once() } })), onSuccess: freshen('staff', 'rosters') }),
    plan: useMutation({ mutationFn: (body: Schemas['RosterChange']) => answer(api.PUT('/api/v1/rosters', { body })), onSettled: freshen('rosters') }),
    addShift: useMutation({ mutationFn: ({ body, key }: { body: Schemas['ShiftIn']; key: string }) => answer(api.POST('/api/v1/shifts', { params: once(key), body })), onSuccess: freshen('rosters') }),
    addEmployer: useMutation({ mutationFn: ({ body, key }: { body: Schemas['EmployerIn']; key: string }) => answer(api.POST('/api/v1/employers', { params: once(key), body })), onSuccess: freshen('employers') }),
    addDepartment: useMutation({ mutationFn: ({ body, key }: { body: Schemas['DepartmentIn']; key: string }) => answer(api.POST('/api/v1/departments', { params: once(key), body })), onSuccess: freshen('departments') }),
    enrol: useMutation({ mutationFn: (body: Schemas['DeviceIn']) => stepUp.run(() => answer(api.POST('/api/v1/shared-devices', { body }))), onSuccess: freshen('shared-devices') }),
    retire: useMutation({ mutationFn: (id: number) => answer(api.DELETE('/api/v1/shared-devices/{device_id}', { params: { path: { device_id: id } } })), onSuccess: freshen('shared-devices') }),
  }
}
