import { answer, api, ifMatch, versioned, type components } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export type HolidayYear = components['schemas']['HolidayYearOut']
export type Holiday = components['schemas']['HolidayOut']
export type HolidaysRead = components['schemas']['HolidaysRead']

export function useKnownYears() {
  return useQuery({ queryKey: ['holiday-years'], queryFn: ({ signal }) => answer(api.GET('/api/v1/holiday-years', { signal })) })
}

/** One imported year; a year that is not imported is not asked for. */
export function useHolidayYear(year: Ref<number>, isKnown: Ref<boolean>) {
  return useQuery({
    queryKey: ['holiday-years', 'one', year], enabled: isKnown,
    queryFn: ({ signal }) => versioned(api.GET('/api/v1/holiday-years/{year}', { params: { path: { year: year.value } }, signal })),
  })
}

/** What a text says of a year, before it is kept. */
export function useNoticePreview(year: Ref<number>, text: Ref<string>) {
  return useQuery({
    queryKey: ['holiday-preview', year, text], enabled: computed(() => text.value.trim() !== ''), retry: false, staleTime: Infinity, gcTime: 0,
    queryFn: ({ signal }) => answer(api.POST('/api/v1/holiday-years/preview', { body: { year: year.value, text: text.value }, signal })),
  })
}

export function useKeepYear() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ year, text, etag }: { year: number; text: string; etag: string | null }) => answer(api.PUT('/api/v1/holiday-years/{year}', { params: { path: { year } }, body: { text }, headers: ifMatch(etag) })),
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ['holiday-years'] }), queries.invalidateQueries({ queryKey: ['holiday-preview'] })]),
  })
}
