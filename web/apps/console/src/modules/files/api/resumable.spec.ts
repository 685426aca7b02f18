import { Problem } from '@manyhold/api'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { uploadInParts } from './resumable'

const server = vi.hoisted(() => ({ received: 0, begun: 0, breaks: 0, parts: [] as number[] }))

vi.mock('@manyhold/api', async (original) => {
  const real = await original<typeof import('@manyhold/api')>()
  const told = () => ({ response: new Response(null, { headers: { 'upload-offset': String(server.received) } }) })
  return {
    ...real,
    api: {
      POST: async (path: string) => {
        if (path === '/api/v1/uploads') { server.begun += 1; return { data: { id: 7 }, response: new Response() } }
        return { data: { id: 70 }, response: new Response() }
      },
      HEAD: async () => told(),
      PATCH: async (_: string, { params, body }: { params: { header: { 'Upload-Offset': number } }; body: Blob }) => {
        if (server.breaks-- > 0) { dispatchEvent(new Event('online')); throw new real.Problem(0, { code: 'unreachable' }) }
        if (params.header['Upload-Offset'] !== server.received) throw new real.Problem(409, { code: 'upload_offset_differs' })
        server.parts.push(body.size)
        server.received += body.size
        return told()
      },
    },
  }
})

const MiB = 1024 * 1024
const file = new File([new Uint8Array(5 * MiB)], '竣工图.pdf', { lastModified: 1 })
const place = { purpose: 'files.shared', projectId: 1 }

describe('uploadInParts', () => {
  beforeEach(() => {
    sessionStorage.clear()
    Object.assign(server, { received: 0, begun: 0, breaks: 0, parts: [] })
  })

  it('sends part by part and tells how much has arrived', async () => {
    const shares: number[] = []
    expect((await uploadInParts(file, place, (share) => shares.push(share))).id).toBe(70)
    expect([server.parts, shares]).toEqual([[2 * MiB, 2 * MiB, MiB], [0, 0.4, 0.8, 1]])
    expect(sessionStorage.length).toBe(0)
  })

  it('goes on where the server stands after the page was loaded anew', async () => {
    sessionStorage.setItem('manyhold.upload.files.shared|1||竣工图.pdf|5242880|1', '7')
    server.received = 4 * MiB
    await uploadInParts(file, place, () => undefined)
    expect([server.begun, server.parts]).toEqual([0, [MiB]])
  })

  it('tries a broken line again, and gives a refusal at once', async () => {
    vi.useFakeTimers()
    server.breaks = 2
    const sending = uploadInParts(file, place, () => undefined)
    await vi.runAllTimersAsync()
    expect([(await sending).id, server.begun]).toEqual([70, 1])
    vi.useRealTimers()
    server.received = 0
    const refused = vi.spyOn(Problem.prototype, 'isPassing', 'get').mockReturnValue(false)
    server.breaks = 1
    await expect(uploadInParts(file, place, () => undefined)).rejects.toThrow('unreachable')
    refused.mockRestore()
  })
})
