import { describe, expect, it } from 'vitest'

import { type Door, Refused } from '../src/sync/http'
import { askFor, callOff, confirm, fetchCopy, readMyData, sendOwnCode } from '../src/sync/mydata'
import { signInInvited } from '../src/sync/signin'

type Asked = { method: string; url: string; headers: Record<string, string>; body: unknown; credentials: string | undefined }

/** A server that notes what it was asked and answers with what it was given. */
function server(answers: [number, unknown][]): { door: Door; asked: Asked[] } {
  const asked: Asked[] = []
  const door: Door = {
    base: '',
    language: () => 'hi',
    timeoutMs: 1_000,
    fetch: (url, init) => {
      asked.push({ method: init.method ?? '', url, headers: init.headers as Record<string, string>, body: typeof init.body === 'string' ? JSON.parse(init.body) : null, credentials: init.credentials })
      const [status, body] = answers.shift() ?? [500, null]
      return Promise.resolve(new Response(body === null ? null : body instanceof Blob ? body : JSON.stringify(body), { status }))
    },
  }
  return { door, asked }
}

describe('my data', () => {
  it('is asked with the token, and walks to a copy in two steps', async () => {
    const { door, asked } = server([[200, { parts: [], exports: [], erasure: null, hindered: '' }], [200, { id: 'e1' }], [204, null], [204, null], [200, new Blob(['PK'])]])
    expect((await readMyData(door, 'tok')).parts).toEqual([])
    const id = await askFor(door, 'tok', 'exports')
    await sendOwnCode(door, 'tok')
    await confirm(door, 'tok', 'exports', id, '123456')
    expect((await fetchCopy(door, 'tok', id)).size).toBe(2)
    expect(asked.map((one) => `${one.method} ${one.url}`)).toEqual([
      'GET /api/v1/my-data',
      'POST /api/v1/my-data/exports',
      'POST /api/v1/my-data/code',
      'POST /api/v1/my-data/exports/e1/confirm',
      'GET /api/v1/my-data/exports/e1/file',
    ])
    expect(asked[3]?.body).toEqual({ code: '123456' })
    expect(asked.every((one) => one.headers['Authorization'] === 'Bearer tok' && one.credentials === 'omit')).toBe(true)
  })

  it('hands the server\'s own sentence on when it says no', async () => {
    const { door } = server([[409, { code: 'erasure_too_soon', title: 'कल से' }], [204, null]])
    const refused: unknown = await confirm(door, 'tok', 'erasures', 'a/b', '123456').catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Refused)
    expect((refused as Refused).problem.title).toBe('कल से')
    await callOff(door, 'tok', 'x')
  })
})

describe('after an invitation', () => {
  it('asks with the browser\'s session and no code, and keeps the token', async () => {
    const me = { person: { id: 'p-invited', names: { hi: 'सुनीता' }, language: 'hi' }, organisation: {}, appointments: [] }
    const { door, asked } = server([[200, { token: 'fresh', device_id: 'd', me }]])
    const db = await signInInvited(door, 'Android')
    expect(asked[0]).toMatchObject({ method: 'POST', url: '/api/v1/sign-in/invited', body: { device_name: 'Android' }, credentials: 'same-origin' })
    expect(await db.read('token')).toBe('fresh')
    await db.delete()
  })

  it('leaves nothing behind when the server does not know of one', async () => {
    const { door } = server([[422, { code: 'code_expired', title: '' }]])
    await expect(signInInvited(door, 'Android')).rejects.toBeInstanceOf(Refused)
  })
})
