import { defineStore } from 'pinia'
import { ref } from 'vue'

/**
 * The session ended under an open page. The page and what was typed in it stay; a dialog over it signs the same person
 * in again. What was refused meanwhile is not repeated by itself: the person is told that nothing was saved.
 */
export const useSignInAgain = defineStore('sign-in-again', () => {
  const isAsking = ref(false)
  const wasWrite = ref(false)
  /** How often the same person has come back: what hangs on a session (the stream) is taken up anew. */
  const times = ref(0)

  function ask(isWrite: boolean): void {
    isAsking.value = true
    wasWrite.value ||= isWrite
  }
  function end(isBack: boolean): void {
    isAsking.value = false
    wasWrite.value = false
    if (isBack) times.value += 1
  }

  return { isAsking, wasWrite, times, ask, end }
})

/** Whoever comes next at this desk does not find what the one before was writing. */
export function dropDrafts(): void {
  for (const store of [localStorage, sessionStorage]) for (const key of Object.keys(store)) if (key.startsWith('manyhold.draft.')) store.removeItem(key)
}
