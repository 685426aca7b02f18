import { answer, api, type components } from '@manyhold/api'

export type StoredFile = components['schemas']['FileOut']

/** Largest file that the server takes, so that a phone's video is refused before it is sent. */
export const MOST_BYTES = 20 * 1024 * 1024

/** Where the browser finds a stored file; the session's cookie opens it. */
export const fileUrl = (id: number): string => `/api/v1/files/${id}`
export const thumbnailUrl = (id: number): string => `/api/v1/files/${id}/thumbnail`

export interface FilePlace {
  purpose: string
  projectId: number
  spaceId?: number | null
}

/** Stores one file for one purpose; what refers to it names its id. */
export function uploadFile(file: File, place: FilePlace): Promise<StoredFile> {
  const body = new FormData()
  body.append('file', file, file.name)
  const query = { purpose: place.purpose, project_id: place.projectId, ...(place.spaceId == null ? {} : { space_id: place.spaceId }) }
  return answer(api.POST('/api/v1/files', { params: { query }, body: body as unknown as { file: string }, bodySerializer: (form) => form }))
}
