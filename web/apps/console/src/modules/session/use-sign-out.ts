import { answer, api } from '@manyhold/api'
import { useQueryClient } from '@tanstack/vue-query'
import { useRouter } from 'vue-router'
import { useSession } from './session'

/** Ends the session here and forgets everything that was shown. */
export function useSignOut(): () => Promise<void> {
  const session = useSession()
  const queries = useQueryClient()
  const router = useRouter()
  return async () => {
    await answer(api.DELETE('/api/v1/sessions/current'))
    session.forget()
    queries.clear()
    await router.replace({ name: 'sign-in' })
  }
}
