import { expect, it } from 'vitest'
import { ref } from 'vue'
import { useRowWindow } from './use-row-window'

it('fills the whole height with drawn rows and spacers, wherever one scrolls', () => {
  const count = ref(10_000)
  const rows = useRowWindow(count, ref(40), 5)
  for (const top of [0, 7, 39_990, 399_400, 500_000]) {
    rows.scrolled(top, 600)
    const drawn = rows.last.value - rows.first.value
    expect(rows.before.value + drawn * 40 + rows.after.value).toBe(400_000)
    expect(drawn).toBeLessThanOrEqual(27)
  }
})
