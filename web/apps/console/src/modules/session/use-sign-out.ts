import { answer, api, Problem } from '@manyhold/api'
import { useQueryClient } from '@tanstack/vue-query'
import { useRouter } from 'vue-router'
import { isSharedDevice } from './device-here'
import { useSession } from './session'
import { useSignInAgain } from './sign-in-again'

/** Ends the session here and forgets everything that was shown. */
export function useSignOut(): () => Promise<void> {
  const session = useSession()
  const queries = useQueryClient()
  const router = useRouter()
  const again = useSignInAgain()
  return async () => {
    try {
      await answer(api.DELETE('/api/v1/sessions/current'))
    } catch (error) {
      // Who wants to leave and was signed out already has what they wanted.
      if (!(error instanceof Problem) || error.code !== 'not_signed_in') throw error
      again.end(false)
    }
    session.forget()
    queries.clear()
    await router.replace({ name: isSharedDevice() ? 'device' : 'sign-in' })
  }
}
