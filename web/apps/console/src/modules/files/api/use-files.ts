import { answer, api, type components } from '@manyhold/api'
import { IN_PARTS_FROM_BYTES, uploadInParts } from './resumable'

export type StoredFile = components['schemas']['FileOut']


/** Where the browser finds a stored file; the session's cookie opens it. */
export const fileUrl = (id: number): string => `/api/v1/files/${id}`
export const thumbnailUrl = (id: number): string => `/api/v1/files/${id}/thumbnail`

export interface FilePlace {
  purpose: string
  projectId: number
  spaceId?: number | null
}

/**
 * Stores one file for one purpose; what refers to it names its id. A large one goes part by part, and what is larger
 * than its purpose allows is refused before it is sent.
 */
export function uploadFile(file: File, place: FilePlace, onProgress: (share: number) => void = () => undefined): Promise<StoredFile> {
  if (file.size > IN_PARTS_FROM_BYTES) return uploadInParts(file, place, onProgress)
  const body = new FormData()
  body.append('file', file, file.name)
  const query = { purpose: place.purpose, project_id: place.projectId, ...(place.spaceId == null ? {} : { space_id: place.spaceId }) }
  return answer(api.POST('/api/v1/files', { params: { query }, body: body as unknown as { file: string }, bodySerializer: (form) => form }))
}
