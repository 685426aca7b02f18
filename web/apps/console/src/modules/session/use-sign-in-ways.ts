import { answer, api, Problem, type components } from '@manyhold/api'
import { onMounted, ref, type Ref } from 'vue'

export type SignInWays = components['schemas']['SignInWays']
const KEY = 'manyhold.sign-in-group'

/**
 * The ways to sign in beside the password. A group's own sign-in link (`link`) says whose they are, and this browser
 * remembers it; without one only an installation with a single group has an answer.
 */
export function useSignInWays(link?: unknown): Ref<SignInWays | null> {
  const ways = ref<SignInWays | null>(null)
  onMounted(async () => {
    const group = typeof link === 'string' && link !== '' ? link : (localStorage.getItem(KEY) ?? '')
    try {
      ways.value = await answer(api.GET('/api/v1/sessions/ways', { params: { query: { group } } }))
      if (group !== '') localStorage.setItem(KEY, group)
    } catch (error) {
      // The password is always there; a link that is none is not asked for again.
      if (error instanceof Problem && error.code === 'link_unknown') localStorage.removeItem(KEY)
    }
  })
  return ways
}
