/** How the phone speaks to the server: its words for what went wrong. Only this folder calls fetch. */

export type Problem = { status: number; code: string; title: string; fields: Record<string, unknown> }

/** The server answered, and the answer is no. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code)
  }
}

/** No answer came: no network, too slow, or the server is down. */
export class NoAnswer extends Error {}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>
export type Door = { fetch: Fetch; base: string; language: () => string; timeoutMs: number }

export const browserDoor = (language: () => string): Door => ({
  fetch: (url, init) => fetch(url, init),
  base: '',
  language,
  timeoutMs: 60_000,
})

async function problemOf(response: Response): Promise<Problem> {
  let said: Record<string, unknown> = {}
  try {
    said = (await response.json()) as Record<string, unknown>
  } catch {
    // A proxy's page or nothing at all: the status must do.
  }
  const text = (value: unknown): string => (typeof value === 'string' ? value : '')
  return { status: response.status, code: text(said['code']), title: text(said['title']), fields: said }
}

/** The whole answer, read while the timer still runs: on 2G it is the body that stalls. */
async function whole(response: Response): Promise<Response> {
  const bytes = await response.arrayBuffer()
  const { status, headers } = response
  return new Response(bytes.byteLength ? bytes : null, { status, headers })
}

/** One request. Raises NoAnswer when none came or the server is unwell, Refused for a considered no. */
export async function call(door: Door, method: string, url: string, init: { token?: string | null; withMark?: boolean; json?: unknown; body?: BodyInit; headers?: Record<string, string> } = {}): Promise<Response> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), door.timeoutMs)
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': door.language(), ...init.headers }
  if (init.token) headers['Authorization'] = `Bearer ${init.token}`
  if (init.json !== undefined) headers['Content-Type'] = 'application/json'
  const body = init.json !== undefined ? JSON.stringify(init.json) : init.body
  let response: Response
  try {
    const answer = await door.fetch(url.startsWith('http') ? url : door.base + url, {
      method,
      headers,
      cache: 'no-store',
      credentials: init.withMark ? 'same-origin' : 'omit', // the mark shows which browser asked for the code
      signal: abort.signal,
      ...(body === undefined ? {} : { body }),
    })
    response = await whole(answer)
  } catch {
    throw new NoAnswer()
  } finally {
    clearTimeout(timer)
  }
  if (response.ok) return response
  const problem = await problemOf(response)
  if (response.status >= 500 && response.status !== 507) throw new NoAnswer()
  throw new Refused(problem)
}

/** The body of an answer that may break off half-way. */
export async function jsonOf<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T
  } catch {
    throw new NoAnswer()
  }
}
