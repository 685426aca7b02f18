import { computed, ref, type ComputedRef, type Ref } from 'vue'

export type ThemeChoice = 'system' | 'light' | 'dark'
const KEY = 'manyhold.theme'
const system = globalThis.matchMedia?.('(prefers-color-scheme: dark)')

function readChoice(): ThemeChoice {
  const stored = localStorage.getItem(KEY)
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

const choice = ref<ThemeChoice>(readChoice())
const systemIsDark = ref(system?.matches ?? false)
const isDark = computed(() => choice.value === 'dark' || (choice.value === 'system' && systemIsDark.value))

function apply(): void {
  document.documentElement.classList.toggle('dark', isDark.value)
}
system?.addEventListener('change', (event) => {
  systemIsDark.value = event.matches
  apply()
})
apply()

export function useTheme(): { choice: Ref<ThemeChoice>; isDark: ComputedRef<boolean>; choose: (value: ThemeChoice) => void } {
  return {
    choice,
    isDark,
    choose(value) {
      choice.value = value
      localStorage.setItem(KEY, value)
      apply()
    },
  }
}
