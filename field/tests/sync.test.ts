import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { PersonDb, dropOthers } from '../src/db/person'
import { apply } from '../src/state/apply'
import { UNDO_MS, backOff } from '../src/state/sending'
import { EMPTY, type Pull } from '../src/state/types'
import { itemsOf } from '../src/state/waiting'
import { whole } from '../src/sync/engine'
import { PIECE } from '../src/sync/tus'
import { Phone } from './phone'

const CONTENT = { titles: { hi: 'निर्देश' }, texts: {} }

async function photo(phone: Phone, size = 200_000, jpeg = true): Promise<string> {
  const bytes = new Uint8Array(size).map((_, i) => (i * 31) & 0xff)
  if (jpeg) bytes.set([0xff, 0xd8, 0xff])
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await phone.db.photos.put({ sha256, bytes: bytes.buffer, media_type: 'image/jpeg', upload_url: null, made_at: phone.now })
  return sha256
}

describe('sync', () => {
  it('pulls what is new, and an idle round brings nothing', async () => {
    const phone = await Phone.start()
    phone.office.issue(CONTENT)
    expect(await phone.sync()).toBe('synced')
    expect(await phone.db.dispatches.count()).toBe(1)
    expect((await phone.db.read('me'))?.person.names['en']).toBe('Sunita Verma')
    const cursor = await phone.db.read('cursor')
    await phone.sync()
    expect(await phone.db.read('cursor')).toBe(cursor)
  })

  it('sends a photo in pieces and then its command', async () => {
    const phone = await Phone.start()
    const { id } = phone.office.issue(CONTENT, { proof: 'photo' })
    await phone.sync()
    const sha256 = await photo(phone)
    await phone.answer(id, 'done', { photo: sha256 })
    phone.wait(UNDO_MS)
    expect(await phone.sync()).toBe('synced')
    expect(phone.office.photos.get(sha256)?.length).toBe(200_000)
    expect(phone.office.commands[0]?.body.photo).toBe(sha256)
    expect(await phone.db.photos.count()).toBe(0)
  })

  it('goes on with a photo where the line broke, after a crash too', async () => {
    const phone = await Phone.start()
    const { id } = phone.office.issue(CONTENT, { proof: 'photo' })
    await phone.sync()
    await phone.answer(id, 'done', { photo: await photo(phone) })
    phone.wait(UNDO_MS)
    let patches = 0
    phone.faults.drop = (request) => request.method === 'PATCH' && ++patches === 3
    expect(await phone.sync()).toBe('no_answer')
    expect(phone.office.commands).toHaveLength(0)
    const [upload] = phone.office.uploads.values()
    expect(upload?.bytes.length).toBe(2 * PIECE)
    phone.crash()
    expect(await phone.sync()).toBe('synced')
    expect(phone.office.uploads.size).toBe(1)
    expect(phone.office.commands).toHaveLength(1)
  })

  it('finds its place again when the reply to a piece was lost', async () => {
    const phone = await Phone.start()
    const { id } = phone.office.issue(CONTENT, { proof: 'photo' })
    await phone.sync()
    const sha256 = await photo(phone)
    await phone.answer(id, 'done', { photo: sha256 })
    phone.wait(UNDO_MS)
    let patches = 0
    phone.faults.cut = (request) => request.method === 'PATCH' && ++patches === 2
    expect(await phone.sync()).toBe('no_answer')
    expect(await phone.sync()).toBe('synced')
    expect(phone.office.photos.get(sha256)?.length).toBe(200_000)
  })

  it('starts over when the server has forgotten the upload', async () => {
    const phone = await Phone.start()
    const { id } = phone.office.issue(CONTENT, { proof: 'photo' })
    await phone.sync()
    const sha256 = await photo(phone)
    await phone.db.photos.update(sha256, { upload_url: '/api/v1/uploads/gone' })
    await phone.answer(id, 'done', { photo: sha256 })
    phone.wait(UNDO_MS)
    expect(await phone.sync()).toBe('synced')
    expect(phone.office.commands).toHaveLength(1)
  })

  it('sends a photo once more when the server has lost it, and then lets it be', async () => {
    const phone = await Phone.start()
    const { id } = phone.office.issue(CONTENT, { proof: 'photo' })
    await phone.sync()
    await phone.answer(id, 'done', { photo: await photo(phone) })
    phone.wait(UNDO_MS)
    phone.faults.cut = (_request, path) => path.endsWith('/sync')
    await phone.sync()
    phone.office.photos.clear()
    phone.office.ledger.clear()
    phone.office.commands.length = 0
    phone.faults.cut = undefined
    expect(await phone.sync()).toBe('synced')
    expect(await phone.waiting()).toHaveLength(1)
    expect(await phone.sync()).toBe('synced')
    expect(await phone.waiting()).toHaveLength(0)
    expect(phone.office.commands).toHaveLength(1)
  })

  it('starts a photo over that was damaged on the way', async () => {
    const phone = await Phone.start()
    const { id } = phone.office.issue(CONTENT, { proof: 'photo' })
    await phone.sync()
    await phone.answer(id, 'done', { photo: await photo(phone) })
    phone.wait(UNDO_MS)
    let patches = 0
    phone.faults.drop = (request) => request.method === 'PATCH' && ++patches === 2
    await phone.sync()
    for (const upload of phone.office.uploads.values()) upload.bytes.fill(7)
    phone.faults.drop = undefined
    expect(await phone.sync()).toBe('no_answer')
    expect(await phone.sync()).toBe('synced')
    expect(phone.office.commands).toHaveLength(1)
  })

  it('says why a photo is not taken, and sends the rest', async () => {
    const phone = await Phone.start()
    const bad = phone.office.issue(CONTENT, { proof: 'photo' })
    const good = phone.office.issue(CONTENT)
    await phone.sync()
    await phone.answer(bad.id, 'done', { photo: await photo(phone, 3000, false) })
    await phone.answer(good.id, 'acknowledged')
    phone.wait(UNDO_MS)
    await phone.sync()
    const [refused] = (await phone.outbox()).filter((one) => one.state === 'refused')
    expect(refused?.code).toBe('photo_unreadable')
    expect(phone.office.commands.map((one) => one.body.dispatch_id)).toEqual([good.id])
  })

  it('a stuck photo holds back its own unit only', async () => {
    const phone = await Phone.start()
    const stuck = phone.office.issue(CONTENT, { proof: 'photo' })
    const free = phone.office.issue(CONTENT)
    await phone.sync()
    await phone.answer(stuck.id, 'done', { photo: await photo(phone) })
    await phone.answer(free.id, 'acknowledged')
    phone.wait(UNDO_MS)
    phone.faults.drop = (_request, path) => path.includes('/uploads')
    expect(await phone.sync()).toBe('no_answer')
    expect(phone.office.commands.map((one) => one.body.dispatch_id)).toEqual([free.id])
    expect(await phone.waiting()).toHaveLength(1)
  })

  it('asks again when a correction does not let answers stand', async () => {
    const phone = await Phone.start()
    const { id } = phone.office.issue(CONTENT)
    await phone.sync()
    await phone.answer(id, 'acknowledged')
    phone.wait(UNDO_MS)
    await phone.sync()
    const step = async (): Promise<unknown> => itemsOf(await phone.db.shelf(), await phone.outbox(), phone.office.me, phone.now)[0]?.step
    expect(await step()).toBe('settled')
    phone.office.correct(id, {}, { answersStand: true })
    await phone.sync()
    expect(await step()).toBe('settled')
    phone.office.correct(id, {}, { answersStand: false })
    await phone.sync()
    expect(await step()).toBe('acknowledge')
  })

  it('asks again when the proof was sent back', async () => {
    const phone = await Phone.start()
    const { id } = phone.office.issue(CONTENT, { proof: 'done' })
    await phone.sync()
    await phone.answer(id, 'done')
    phone.wait(UNDO_MS)
    await phone.sync()
    phone.office.reopen(id, 'unit-1')
    phone.wait(1000)
    await phone.sync()
    const item = async () => itemsOf(await phone.db.shelf(), await phone.outbox(), phone.office.me, phone.now)[0]
    expect((await item())?.said).toBe('reopened')
    expect((await item())?.step).toBe('acknowledge')
    await phone.answer(id, 'done')
    expect((await item())?.step).toBe('settled')
  })

  it('goes to sign-in with the outbox kept, or says that the phone was taken out', async () => {
    const phone = await Phone.start()
    await phone.answer('a', 'acknowledged')
    phone.office.tokens.clear()
    expect(await phone.sync()).toBe('signed_out')
    expect(await phone.waiting()).toHaveLength(1)
    phone.office.revoked.add(phone.token)
    expect(await phone.sync()).toBe('device_revoked')
  })

  it('other persons leave the phone, unless their answers are still to send', async () => {
    const [idle, busy, mine] = [new PersonDb('idle'), new PersonDb('busy'), new PersonDb('mine')]
    await Promise.all([idle.open(), mine.open()])
    await busy.outbox.add({ id: 'x', state: 'waiting', command: { id: 'x' } as never, not_before: 0, title: {} })
    await dropOthers('mine')
    expect((await indexedDB.databases()).map((one) => one.name).filter((name) => /idle|busy|mine/.test(name ?? '')).sort()).toEqual(['pankti-busy', 'pankti-mine'])
  })

  it('backs off further each time, never in step, never over 8 minutes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
        const wait = backOff(failures, random)
        return wait >= 1000 && wait <= 450_000
      }),
    )
  })

  it('ends in the same place however the line behaves', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('fine', 'drop', 'cut', 'crash'), { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), async (line, count) => {
        const phone = await Phone.start()
        const ids = Array.from({ length: count }, () => phone.office.issue(CONTENT, { proof: 'done' }).id)
        for (const [turn, how] of line.entries()) {
          phone.faults.drop = how === 'drop' ? () => true : undefined
          phone.faults.cut = how === 'cut' ? () => true : undefined
          const id = ids[turn % count] ?? ''
          await phone.answer(id, turn % 2 ? 'done' : 'acknowledged')
          phone.wait(UNDO_MS / 2)
          await phone.sync()
          if (how === 'crash') phone.crash()
        }
        phone.faults.drop = phone.faults.cut = undefined
        phone.wait(UNDO_MS)
        expect(await phone.sync()).toBe('synced')
        await phone.sync()
        expect(await phone.waiting()).toHaveLength(0)
        expect(new Set(phone.office.commands.map((one) => one.id)).size).toBe(phone.office.commands.length)
        expect(await phone.db.shelf()).toEqual(apply(EMPTY, whole(phone.office.sync({ cursor: null }) as Partial<Pull>)))
      }),
      { numRuns: 15 },
    )
  })
})
