import { answer, api, setApiLanguage } from '@manyhold/api'
import { setLanguage, type Language } from '@manyhold/i18n'
import { useSession } from '@console/modules/session/session'
import { LANGUAGE_KEY } from './language-key'

/** Changes the language at once and remembers it on this device, and with the person who signed in there by password. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(LANGUAGE_KEY, language)
  setApiLanguage(language)
  await setLanguage(language)
  const session = useSession()
  if (session.me === null || session.me.missing !== '' || session.me.is_shared || session.me.language === language) return
  session.me = await answer(api.PATCH('/api/v1/me', { body: { language } }))
}
