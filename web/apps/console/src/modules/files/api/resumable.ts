import { answer, api, asProblem, newIdempotencyKey, once, Problem } from '@manyhold/api'
import type { FilePlace, StoredFile } from './use-files'

/** Larger files go part by part, so that a broken line costs one part and not the whole. */
export const IN_PARTS_FROM_BYTES = 5 * 1024 * 1024
const PART_BYTES = 2 * 1024 * 1024
const TRIES = 8
const LONGEST_WAIT_MS = 15_000

const path = (upload_id: number) => ({ params: { path: { upload_id } } })
const fingerprint = (file: File, place: FilePlace): string => `manyhold.upload.${[place.purpose, place.projectId, place.spaceId ?? '', file.name, file.size, file.lastModified].join('|')}`

/** Waits, but no longer than until the network is back. */
function pause(ms: number): Promise<void> {
  return new Promise((done) => {
    const over = (): void => {
      clearTimeout(timer)
      removeEventListener('online', over)
      done()
    }
    const timer = setTimeout(over, ms)
    addEventListener('online', over)
  })
}

/** How much has arrived of an upload that was begun earlier; null when it has ended. */
async function received(id: number): Promise<number | null> {
  try {
    const { response } = await api.HEAD('/api/v1/uploads/{upload_id}', path(id))
    return Number(response.headers.get('upload-offset'))
  } catch (error) {
    const problem = asProblem(error)
    if (problem.status === 404 || problem.status === 410) return null
    throw problem
  }
}

async function begin(file: File, place: FilePlace, key: string): Promise<number> {
  const body = { name: file.name, size: file.size, purpose: place.purpose, project_id: place.projectId, space_id: place.spaceId ?? null }
  return (await answer(api.POST('/api/v1/uploads', { params: once(key), body }))).id
}

async function sendPart(id: number, file: File, offset: number): Promise<number> {
  const { response } = await api.PATCH('/api/v1/uploads/{upload_id}', {
    params: { path: { upload_id: id }, header: { 'Upload-Offset': offset } },
    headers: { 'Content-Type': 'application/offset+octet-stream' },
    body: file.slice(offset, offset + PART_BYTES) as unknown as string, bodySerializer: (part: unknown) => part as Blob,
  })
  return Number(response.headers.get('upload-offset'))
}

/**
 * Stores a large file part by part: `onProgress` hears the share that has arrived. What breaks off is tried again
 * for about a minute; picked once more later, also after the page was loaded anew, it goes on where it stood.
 */
export async function uploadInParts(file: File, place: FilePlace, onProgress: (share: number) => void): Promise<StoredFile> {
  const known = fingerprint(file, place)
  const key = newIdempotencyKey()
  let id = Number(sessionStorage.getItem(known)) || null
  let offset: number | null = null
  for (let failures = 0; ;) {
    try {
      if (id !== null) offset ??= await received(id)
      if (id === null || offset === null) {
        id = await begin(file, place, offset === null && id === null ? key : newIdempotencyKey())
        offset = 0
        sessionStorage.setItem(known, String(id))
      }
      while (offset < file.size) {
        onProgress(offset / file.size)
        offset = await sendPart(id, file, offset)
        failures = 0
      }
      onProgress(1)
      const stored = await answer(api.POST('/api/v1/uploads/{upload_id}/file', path(id)))
      sessionStorage.removeItem(known)
      return stored
    } catch (error) {
      const problem = asProblem(error)
      const isStale = problem.code === 'upload_offset_differs' || problem.status === 410
      if (!isPassing(problem) && !isStale) sessionStorage.removeItem(known)
      if ((!isPassing(problem) && !isStale) || ++failures >= TRIES) throw problem
      offset = null
      if (!isStale) await pause(Math.min(LONGEST_WAIT_MS, 500 * 2 ** failures))
    }
  }
}

/** The line, a busy server, a part that arrived changed: the same again may succeed. */
const isPassing = (problem: Problem): boolean => problem.isPassing || problem.status === 460
