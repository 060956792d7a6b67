import { describe, expect, it } from 'vitest'

import { PersonDb } from '../src/db/person'
import { NotReadable, SomebodyElses, outboxAsText, takeIn } from '../src/outbox/file'
import { UNDO_MS } from '../src/state/sending'
import { Phone } from './phone'

const CONTENT = { titles: { hi: 'निर्देश' }, texts: {} }
const PHOTO = new Uint8Array([0xff, 0xd8, 0xff, 1, 2, 3, 4])
const SHA = '5d66d5a1c2b5a1b0'

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function saved(): Promise<{ phone: Phone; text: string; id: string; photo: string }> {
  const phone = await Phone.start()
  const { id } = phone.office.issue(CONTENT, { proof: 'done' })
  await phone.sync()
  const photo = await sha256(PHOTO)
  await phone.db.photos.put({ sha256: photo, bytes: PHOTO.buffer, media_type: 'image/jpeg', upload_url: '/api/v1/uploads/half-way', made_at: phone.now })
  await phone.answer(id, 'acknowledged')
  await phone.answer(id, 'done', { photo })
  return { phone, text: await outboxAsText(phone.db, phone.now), id, photo }
}

describe('the outbox as a file', () => {
  it('comes back on another phone, with its photos, and is sent once', async () => {
    const { phone, text, photo } = await saved()
    const before = await phone.outbox()
    await phone.db.delete()
    const other = new PersonDb(phone.db.personId)
    phone.db = other
    await other.note('token', phone.token)
    expect(await takeIn(other, text, phone.now)).toBe(2)
    expect(await takeIn(other, text, phone.now)).toBe(0)

    const after = await phone.outbox()
    expect(after.map((one) => [one.command, one.title])).toEqual(before.map((one) => [one.command, one.title]))
    expect(after.map((one) => one.not_before)).toEqual([0, 0])
    const kept = await other.photos.get(photo)
    expect(new Uint8Array(kept?.bytes ?? new ArrayBuffer(0))).toEqual(PHOTO)
    expect(kept?.upload_url).toBeNull()
    await phone.sync()
    expect(phone.office.commands.map((one) => one.body.state)).toEqual(['acknowledged', 'done'])
  })

  it('changes nothing where all of it is already', async () => {
    const { phone, text } = await saved()
    const before = await phone.outbox()
    expect(await takeIn(phone.db, text, phone.now)).toBe(0)
    expect(await phone.outbox()).toEqual(before)
  })

  it('is repeat-safe at the server when it went up from both phones', async () => {
    const { phone, text, photo } = await saved()
    await phone.db.photos.update(photo, { upload_url: null })
    phone.wait(UNDO_MS)
    await phone.sync()
    expect(await phone.waiting()).toHaveLength(0)
    await phone.db.outbox.clear()
    await takeIn(phone.db, text, phone.now)
    await phone.sync()
    expect(await phone.waiting()).toHaveLength(0)
  })

  it('keeps a refusal with its sentence', async () => {
    const { phone, text } = await saved()
    const file = JSON.parse(text) as { commands: object[] }
    file.commands = file.commands.map((one) => ({ ...one, state: 'refused', code: 'dispatch_closed', sentence: 'बंद' }))
    await phone.db.outbox.clear()
    expect(await takeIn(phone.db, JSON.stringify(file), phone.now)).toBe(2)
    expect((await phone.outbox()).map((one) => [one.state, one.sentence])).toEqual([['refused', 'बंद'], ['refused', 'बंद']])
  })

  it("takes nobody else's, and nothing that is cut short, changed or foreign", async () => {
    const { phone, text } = await saved()
    const stranger = new PersonDb(`stranger-${phone.db.personId}`)
    await expect(takeIn(stranger, text, phone.now)).rejects.toThrow(SomebodyElses)
    await phone.db.outbox.clear()
    const file = JSON.parse(text) as { commands: { body: object | null }[]; photos: { sha256: string }[] }
    const bad = [text.slice(0, -9), '[]', '{"what":"other"}', 'null', JSON.stringify({ ...file, photos: [{ ...file.photos[0], sha256: SHA }] }), JSON.stringify({ ...file, commands: [{ ...file.commands[0], body: null }] })]
    for (const one of bad) await expect(takeIn(phone.db, one, phone.now)).rejects.toThrow(NotReadable)
    expect(await phone.outbox()).toEqual([])
    await stranger.delete()
  })
})
