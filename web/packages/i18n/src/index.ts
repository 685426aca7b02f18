import { createI18n, useI18n } from 'vue-i18n'
import zhCN from '../locales/zh-CN'
import type { Words } from './words'

export type Language = 'zh-CN' | 'en'
export const LANGUAGES: readonly { code: Language; name: string }[] = [
  { code: 'zh-CN', name: '简体中文' },
  { code: 'en', name: 'English' },
]

/** The product speaks Chinese first: those words are in the first load, other languages come when asked for. */
export const words = createI18n({
  legacy: false,
  globalInjection: true,
  locale: 'zh-CN' as string,
  fallbackLocale: 'zh-CN',
  // A count that comes as text (1,234) has no number to choose by: what is not known to be one is many.
  pluralRules: { en: (count: number, forms: number) => (count === 1 ? 0 : forms - 1) },
  messages: { 'zh-CN': zhCN } as Record<string, Words>,
})

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language.code === value)
}

/** The language of a first visit: the first of the browser's own that we speak, else Chinese. */
export function spokenLanguage(preferred: readonly string[]): Language {
  const spoken = preferred.map((tag) => tag.toLowerCase().split('-')[0]).find((primary) => primary === 'zh' || primary === 'en')
  return spoken === 'en' ? 'en' : 'zh-CN'
}

export async function setLanguage(language: Language): Promise<void> {
  if (language === 'en' && !words.global.availableLocales.includes('en')) {
    words.global.setLocaleMessage('en', (await import('../locales/en')).default)
  }
  words.global.locale.value = language
  document.documentElement.lang = language
}

export function currentLanguage(): Language {
  return words.global.locale.value as Language
}

/** Something that the server names in both languages. */
export interface Named {
  zh: string
  en: string
}

/** The name in the language of the screen. */
export function useNamed(): (named: Named) => string {
  const { locale } = useI18n()
  return (named) => (locale.value === 'en' ? named.en : named.zh)
}

/** Waiting times come in seconds; people count minutes. */
const told = (params: Record<string, unknown>): Record<string, unknown> =>
  typeof params.retry_after === 'number' ? { ...params, minutes: Math.ceil(params.retry_after / 60) } : params

interface Told {
  code: string
  params: Record<string, unknown>
}

/** The sentence for a problem code of the server; an unknown code is shown as such, never swallowed. */
export function useProblemText(): (told: Told) => string {
  const { t, te } = useI18n()
  return ({ code, params }) =>
    te(`problems.${code}`) || te(`problems.${code}`, 'zh-CN')
      ? t(`problems.${code}`, told(params) as Record<string, string>)
      : t('problems.unknown', { code })
}
