import { Problem } from '@manyhold/api'
import { defineStore } from 'pinia'
import { ref } from 'vue'

/** Sensitive acts want the password again: `run` does the act, and when it is refused for that reason asks and repeats it. */
export const useStepUp = defineStore('step-up', () => {
  const isAsking = ref(false)
  let settle: (isGiven: boolean) => void = () => undefined

  function end(isGiven: boolean): void {
    isAsking.value = false
    settle(isGiven)
  }

  async function run<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'elevation_missing') throw error
      isAsking.value = true
      const isGiven = await new Promise<boolean>((resolve) => (settle = resolve))
      if (!isGiven) throw error
      return act()
    }
  }

  return { isAsking, end, run }
})
