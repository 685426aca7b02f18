import { Problem, setApiLanguage, whenSignedOut } from '@manyhold/api'
import { isLanguage, setLanguage, spokenLanguage, words } from '@manyhold/i18n'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { useSession } from './modules/session/session'
import { useSignInAgain } from './modules/session/sign-in-again'
import { makeRouter } from './router'
import { LANGUAGE_KEY } from './shell/language-key'

export function startConsole(): void {
  const stored = localStorage.getItem(LANGUAGE_KEY)
  const language = isLanguage(stored) ? stored : spokenLanguage(navigator.languages)
  setApiLanguage(language)
  const queries = new QueryClient({
    defaultOptions: {
      // What the server does not answer fails at once, and is said: held back until the browser believes in a network
      // again, a payment would go out when nobody is looking any more.
      mutations: { networkMode: 'always' },
      queries: {
        networkMode: 'always',
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        // Only what may pass by itself is worth asking again.
        retry: (times, error) => times < 2 && error instanceof Problem && error.isPassing,
      },
    },
  })
  const app = createApp(App)
  const router = makeRouter()
  app.use(createPinia()).use(words).use(VueQueryPlugin, { queryClient: queries }).use(router)
  whenSignedOut((wasWrite) => {
    if (useSession().me !== null) useSignInAgain().ask(wasWrite)
  })
  // The mark in index.html stays until there is a page to show; a start that failed has its own page.
  const ready = router.isReady().catch(() => undefined)
  void Promise.all([setLanguage(language), ready]).then(() => app.mount('#app'))
}
