import { describe, expect, it, vi } from 'vitest'

import { isFull } from '../src/db/person'
import { outboxAsText } from '../src/outbox/file'
import { NoRoom, dismiss, give, undo } from '../src/outbox/outbox'
import { UNDO_MS, dueNow, undoSeconds, untilNext } from '../src/state/sending'
import { itemsOf, refusals, unsentCount } from '../src/state/waiting'
import { Phone } from './phone'

const CONTENT = { titles: { hi: 'निर्देश' }, texts: {} }

describe('the outbox', () => {
  it('holds an answer for its minute, then sends it', async () => {
    const phone = await Phone.start()
    const { id } = phone.office.issue(CONTENT)
    await phone.sync()
    await phone.answer(id, 'acknowledged')
    await phone.sync()
    expect(phone.office.commands).toHaveLength(0)
    phone.wait(UNDO_MS)
    await phone.sync()
    expect(phone.office.commands).toHaveLength(1)
    expect(await phone.waiting()).toHaveLength(0)
  })

  it('sends "seen" at once, and only once', async () => {
    const phone = await Phone.start()
    const { id } = phone.office.issue(CONTENT)
    await phone.sync()
    await phone.answer(id, 'seen')
    await phone.answer(id, 'seen')
    await phone.sync()
    expect(phone.office.commands.map((one) => one.body.state)).toEqual(['seen'])
  })

  it('takes an answer back within its minute, not after', async () => {
    const phone = await Phone.start()
    const { id } = phone.office.issue(CONTENT)
    const first = await phone.answer(id, 'acknowledged')
    expect(undoSeconds(first, phone.now + 20_000)).toBe(40)
    expect(await undo(phone.db, first.id, phone.now + 59_000)).toBe(true)
    expect(await phone.outbox()).toHaveLength(0)
    const second = await phone.answer(id, 'acknowledged')
    expect(await undo(phone.db, second.id, phone.now + UNDO_MS)).toBe(false)
    expect(await phone.outbox()).toHaveLength(1)
  })

  it('survives a crash after every step', async () => {
    const phone = await Phone.start()
    const { id } = phone.office.issue(CONTENT, { proof: 'done' })
    await phone.sync()
    await phone.answer(id, 'acknowledged')
    phone.crash()
    phone.wait(1000)
    await phone.answer(id, 'done')
    phone.crash()
    phone.wait(UNDO_MS)
    // The server took them, the reply was lost, the app was killed.
    phone.faults.cut = (_request, path) => path.endsWith('/sync')
    expect(await phone.sync()).toBe('no_answer')
    phone.crash()
    expect(await phone.waiting()).toHaveLength(2)
    phone.faults.cut = undefined
    expect(await phone.sync()).toBe('synced')
    expect(phone.office.commands.map((one) => one.body.state)).toEqual(['acknowledged', 'done'])
    expect(await phone.waiting()).toHaveLength(0)
  })

  it('keeps the order for one unit, and lets others pass a waiting one', async () => {
    const phone = await Phone.start()
    const first = await phone.answer('a', 'acknowledged')
    phone.wait(30_000)
    const second = await phone.answer('a', 'done')
    const other = await phone.answer('b', 'seen')
    const outbox = await phone.outbox()
    expect(dueNow(outbox, phone.now).map((one) => one.id)).toEqual([other.id])
    expect(dueNow(outbox, phone.now + 30_000).map((one) => one.id)).toEqual([first.id, other.id])
    expect(dueNow(outbox, phone.now + 60_000).map((one) => one.id)).toEqual([first.id, second.id, other.id])
    expect(dueNow(outbox, phone.now + 60_000, new Set([first.id])).map((one) => one.id)).toEqual([other.id])
    expect(untilNext(outbox, phone.now)).toBe(30_000)
  })

  it('does not wait for a day that has passed when the clock is set back', async () => {
    const phone = await Phone.start()
    await phone.answer('a', 'acknowledged')
    expect(dueNow(await phone.outbox(), phone.now - 2 * 86_400_000)).toHaveLength(1)
  })

  it('shows a refusal with its sentence until it is dismissed', async () => {
    const phone = await Phone.start()
    const { id } = phone.office.issue(CONTENT)
    await phone.sync()
    await phone.answer(id, 'acknowledged')
    phone.office.end(id)
    phone.wait(UNDO_MS)
    await phone.sync()
    const refused = refusals(await phone.outbox())
    expect(refused[0]?.sentence).toContain('वापस')
    expect(unsentCount(await phone.outbox())).toBe(0)
    await phone.sync()
    expect(refusals(await phone.outbox())).toHaveLength(1)
    await dismiss(phone.db, refused[0]?.id ?? '')
    expect(await phone.outbox()).toHaveLength(0)
  })

  it('shows its own answer from the tap until the server says the same', async () => {
    const phone = await Phone.start()
    phone.office.lag = 200
    const { id } = phone.office.issue(CONTENT, { proof: 'done' })
    await phone.sync()
    const said = async (): Promise<unknown> => itemsOf(await phone.db.shelf(), await phone.outbox(), phone.office.me, phone.now)[0]?.said
    await phone.answer(id, 'acknowledged')
    expect(await said()).toBe('acknowledged')
    phone.wait(UNDO_MS)
    await phone.sync()
    expect(Object.keys((await phone.db.shelf()).standings)).toHaveLength(0)
    expect(await said()).toBe('acknowledged')
    await new Promise((done) => setTimeout(done, 250))
    await phone.sync()
    expect(await phone.outbox()).toHaveLength(0)
    expect(await said()).toBe('acknowledged')
  })

  it('says when the phone is full, and loses nothing', async () => {
    const phone = await Phone.start()
    await phone.answer('a', 'acknowledged')
    const full = Object.assign(new Error('full'), { name: 'QuotaExceededError' })
    const add = vi.spyOn(phone.db.outbox, 'add').mockRejectedValueOnce(full)
    await expect(phone.answer('b', 'acknowledged')).rejects.toBeInstanceOf(NoRoom)
    add.mockRestore()
    expect(await phone.outbox()).toHaveLength(1)
    expect(isFull({ name: 'AbortError', inner: { name: 'QuotaExceededError' } })).toBe(true)
    expect(isFull(new Error('other'))).toBe(false)
  })

  it('drops the draft in the transaction that writes the answer', async () => {
    const phone = await Phone.start()
    await phone.db.drafts.put({ key: 'a|unit-1', kind: 'done', number: '12', text: '', reason: '', photo: null })
    const body = { dispatch_id: 'a', version: 1, subject_id: 'unit-1', appointment_id: 'x', state: 'done' as const, number: 12 }
    await give(phone.db, { body, title: {}, now: phone.now, draftKey: 'a|unit-1' })
    expect(await phone.db.drafts.count()).toBe(0)
  })

  it('goes into a file with its photos', async () => {
    const phone = await Phone.start()
    await phone.db.photos.put({ sha256: 'abc', bytes: new Uint8Array([1, 2, 3]).buffer, media_type: 'image/jpeg', upload_url: null, made_at: 0 })
    await phone.answer('a', 'done', { photo: 'abc' })
    const file = JSON.parse(await outboxAsText(phone.db, phone.now)) as { commands: unknown[]; photos: { base64: string }[] }
    expect(file.commands).toHaveLength(1)
    expect(file.photos[0]?.base64).toBe('AQID')
  })
})
