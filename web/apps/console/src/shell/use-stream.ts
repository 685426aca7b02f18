import { useQueryClient } from '@tanstack/vue-query'
import { onScopeDispose, watch } from 'vue'
import { pages } from '@console/router/pages'
import { useSession } from '@console/modules/session/session'
import { useSignInAgain } from '@console/modules/session/sign-in-again'

/** Which lists an event makes stale: what the modules' pages declare, by the first part of the event's name. */
function declared(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const page of pages) {
    for (const [topic, keys] of Object.entries(page.refreshedBy ?? {})) {
      const known = found.get(topic) ?? new Set()
      for (const key of keys) known.add(key)
      found.set(topic, known)
    }
  }
  return found
}

/** A handler of an event writes messages and starts jobs a moment later. */
const AFTER_EVENT_MS = 1_500

/**
 * The one stream of this tab. The browser reconnects by itself and says where it stood (Last-Event-ID); many events
 * at once refresh each list once.
 */
export function useStream(): void {
  const session = useSession()
  const queries = useQueryClient()
  const keysOf = declared()
  const stale = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let badgeTimer: ReturnType<typeof setTimeout> | undefined

  function refresh(): void {
    timer = undefined
    for (const key of stale) void queries.invalidateQueries({ queryKey: [key] })
    stale.clear()
  }

  function heard(topic: string): void {
    const module = topic.split('.')[0] ?? ''
    for (const key of [...(keysOf.get(topic) ?? []), ...(keysOf.get(module) ?? [])]) stale.add(key)
    timer ??= setTimeout(refresh, 250)
    clearTimeout(badgeTimer)
    badgeTimer = setTimeout(() => ['messages', 'jobs'].forEach((key) => void queries.invalidateQueries({ queryKey: [key] })), AFTER_EVENT_MS)
  }

  let source: EventSource | null = null
  function connect(): void {
    source?.close()
    const topics = session.me?.topics ?? []
    if (topics.length === 0) return
    const opened = new EventSource(`/api/v1/stream?topics=${encodeURIComponent(topics.join(','))}`)
    for (const topic of topics) opened.addEventListener(topic, () => heard(topic))
    opened.addEventListener('missed', () => void queries.invalidateQueries())
    opened.addEventListener('signed_out', () => {
      opened.close()
      void session.reload().catch(() => undefined)
    })
    source = opened
  }
  // An ended session takes its stream with it.
  watch(() => useSignInAgain().times, connect, { immediate: true })
  onScopeDispose(() => {
    source?.close()
    clearTimeout(timer)
    clearTimeout(badgeTimer)
  })
}
