/** One field that the server refused, as RFC 9457 `errors[]` names it. */
export interface FieldProblem {
  field: string
  code: string
  params: Record<string, unknown>
}

interface ProblemBody {
  code?: string
  params?: Record<string, unknown>
  errors?: Partial<FieldProblem>[]
  request_id?: string
}

/**
 * What went wrong, in words a program can act on. `code` is stable and is translated by the key
 * `problems.<code>`; two codes are ours: `unreachable` (no answer at all) and `unreadable` (an answer
 * that is not a problem document, for example from a proxy).
 */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly params: Record<string, unknown>
  readonly errors: FieldProblem[]
  readonly requestId: string | null

  constructor(status: number, body: ProblemBody, requestId: string | null = null) {
    super(body.code ?? 'unreadable')
    this.name = 'Problem'
    this.status = status
    this.code = body.code ?? 'unreadable'
    this.params = body.params ?? {}
    this.errors = (body.errors ?? []).map((error) => ({
      field: error.field ?? '',
      code: error.code ?? 'invalid',
      params: error.params ?? {},
    }))
    this.requestId = body.request_id ?? requestId
  }

  /** True when asking again later may succeed without any change by the person. */
  get isPassing(): boolean {
    return this.code === 'unreachable' || this.status === 429 || this.status >= 502
  }
}

export async function readProblem(response: Response): Promise<Problem> {
  const requestId = response.headers.get('x-request-id')
  const isJson = (response.headers.get('content-type') ?? '').includes('json')
  const body: unknown = isJson ? await response.clone().json().catch(() => null) : null
  const isBody = typeof body === 'object' && body !== null
  return new Problem(response.status, isBody ? (body as ProblemBody) : {}, requestId)
}

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(0, { code: 'unexpected', params: { message: String(error) } })
}
