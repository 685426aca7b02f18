import { ref, type Ref } from 'vue'

const KEEP = 5

/** The last few things used on this device, latest first. */
export function useRecent(key: string): { ids: Ref<number[]>; visit: (id: number) => void } {
  const storageKey = `manyhold.recent.${key}`
  const read = (): number[] => {
    try {
      return (JSON.parse(localStorage.getItem(storageKey) ?? '[]') as unknown[]).filter((one): one is number => typeof one === 'number')
    } catch {
      return []
    }
  }
  const ids = ref<number[]>(read())
  return {
    ids,
    visit(id) {
      if (ids.value[0] === id) return
      ids.value = [id, ...ids.value.filter((one) => one !== id)].slice(0, KEEP)
      localStorage.setItem(storageKey, JSON.stringify(ids.value))
    },
  }
}
