import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'

import { PersonDb } from '../src/db/person'
import { outboxAsText, takeIn } from '../src/outbox/file'
import { write } from '../src/outbox/minutes'
import { type MeetingRecord, linesOf } from '../src/state/record'
import { dueNow } from '../src/state/sending'

const NOW = Date.parse('2026-11-22T05:00:00Z')
const entry = (id: string, hi: string, version = 1) => ({ id, version, said: { kind: 'speech' as const, texts: { hi }, speaker_id: null }, author: '', is_addition: false, aside: 0 })
const record: MeetingRecord = { meeting_id: 'm', titles: { hi: 'बैठक' }, change_no: 1, is_closed: false, may_write: true, speakers: [], entries: [entry('a', 'एक'), entry('b', 'दो')] }
const said = (hi: string) => ({ kind: 'speech' as const, texts: { hi }, speaker_id: null })

describe('the record on the phone', () => {
  it('shows what waits on top of what the server said, and sends it at once and in order', async () => {
    const db = new PersonDb(`record-${Math.random()}`)
    await write(db, 'm', said('तीन'), {}, NOW, null)
    const second = linesOf(record, 'm', [])[1] ?? null
    await write(db, 'm', said('दो, सुधारा'), {}, NOW, second)
    const outbox = await db.outbox.orderBy('seq').toArray()
    expect(dueNow(outbox, NOW).map((one) => one.command.name)).toEqual(['minute.add', 'minute.change'])
    expect(outbox[1]?.command.body).toMatchObject({ meeting_id: 'm', entry_id: 'b', base: 1, kind: 'speech', texts: { hi: 'दो, सुधारा' } })
    expect(linesOf(record, 'm', outbox).map((line) => [line.said.texts['hi'], line.waits])).toEqual([['एक', false], ['दो, सुधारा', true], ['तीन', true]])
    expect(linesOf(null, 'm', outbox)).toHaveLength(2) // without ever having heard from the server
    expect(linesOf(record, 'another', outbox)).toHaveLength(2)
  })

  it('gives way to the server once its newer version is there', () => {
    const mine = { seq: 1, id: 'c', state: 'accepted' as const, not_before: 0, title: {}, command: { id: 'c', name: 'minute.change' as const, made_at: '', body: { dispatch_id: 'm', subject_id: 'a', appointment_id: '', version: 1, state: 'done' as const, meeting_id: 'm', entry_id: 'a', said: said('मेरा') } } }
    expect(linesOf(record, 'm', [mine])[0]?.said.texts['hi']).toBe('मेरा')
    expect(linesOf({ ...record, entries: [entry('a', 'नया', 2)] }, 'm', [mine])[0]?.said.texts['hi']).toBe('नया')
  })

  it('goes into the saved file and comes back', async () => {
    const db = new PersonDb(`record-${Math.random()}`)
    await write(db, 'm', said('तीन'), {}, NOW, null)
    const text = await outboxAsText(db, NOW)
    await db.outbox.clear()
    expect(await takeIn(db, text, NOW)).toBe(1)
  })
})
