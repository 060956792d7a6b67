import { describe, expect, it } from 'vitest'

import { calendarFile, fold, myParts } from '../src/parts/call'
import { type Dispatch, EMPTY, type Me, type Outgoing, type Said, type Standing } from '../src/state/types'
import { itemsOf, meetings, today } from '../src/state/waiting'
import { practiceMe } from '../practice/office.mjs'

const NOW = Date.parse('2026-11-22T05:00:00Z')
const me = practiceMe(1) as Me
const holder = me.appointments[0]?.id ?? ''

function callTo(id: string, starts: string, more: Partial<Dispatch> = {}): Dispatch {
  return {
    id, kind: 'meeting', state: 'live', version: 1, asked: 1, change_no: 1, issued_at: '2026-11-20T05:00:00Z', deadline_at: starts, proof: 'attendance',
    subjects: [{ subject_id: holder, appointment_id: holder }],
    content: {
      titles: { hi: 'मंडल की बैठक', en: 'Meeting' }, texts: { hi: 'समय पर आएँ; रजिस्टर, कलम लाएँ।' }, meeting_id: id, mode: 'in_person', place: { names: { hi: 'सामुदायिक भवन' }, address: 'मुख्य सड़क', latitude: null, longitude: null },
      starts_at: starts, ends_at: new Date(Date.parse(starts) + 3600_000).toISOString(), link: '', sequence: 3,
      parts: [{ role: 'chair', appointment_id: holder, names: { hi: 'आशा' }, post_names: {}, unit_names: {} }, { role: 'speaker', appointment_id: null, names: { hi: 'विनय' }, post_names: {}, unit_names: {} }], agenda: [{ titles: { hi: 'पिछले काम' }, minutes: 20 }],
    },
    ...more,
  }
}
const standing = (state: Said): Standing => ({ dispatch_id: 'a', subject_id: holder, asked: 1, version: 1, round: 1, state, said_at: '2026-11-22T04:00:00Z', by_me: true })
const said = (state: 'attending' | 'declined' | 'deputy' | 'seen', seq: number): Outgoing => ({
  seq, id: `c${seq}`, state: 'waiting', not_before: 0, title: {}, command: { id: `c${seq}`, name: 'answer.give', made_at: `2026-11-22T04:0${seq}:00Z`, body: { dispatch_id: 'a', version: 1, subject_id: holder, appointment_id: holder, state } },
})
const shelf = (one: Dispatch, standings: Standing[] = []) => ({ ...EMPTY, dispatches: { [one.id]: one }, standings: Object.fromEntries(standings.map((each) => [`${each.dispatch_id}|${each.subject_id}`, each])) })

describe('a call to a meeting', () => {
  const tomorrow = callTo('a', '2026-11-23T05:00:00Z')
  const first = (one: Dispatch, standings: Standing[] = [], outbox: Outgoing[] = [], at = NOW) => itemsOf(shelf(one, standings), outbox, me, at)[0]

  it('waits until it is answered, and whoever is called may answer', () => {
    expect(first(tomorrow)?.step).toBe('call')
    expect(first(tomorrow)?.mayAnswer).toBe(true)
    expect(first(tomorrow, [standing('seen')])?.step).toBe('call')
    for (const state of ['attending', 'declined', 'deputy'] as const) expect(first(tomorrow, [standing(state)])?.step).toBe('settled')
  })

  it('the latest answer counts, and looking at it again changes nothing', () => {
    expect(first(tomorrow, [standing('attending')], [said('declined', 1)])?.said).toBe('declined')
    expect(first(tomorrow, [standing('declined')], [said('attending', 1), said('deputy', 2)])?.said).toBe('deputy')
    expect(first(tomorrow, [standing('deputy')], [said('seen', 1)])?.said).toBe('deputy')
  })

  it('another time asks anew', () => {
    expect(first(callTo('a', '2026-11-24T05:00:00Z', { asked: 2, version: 2 }), [standing('attending')])?.step).toBe('call')
  })

  it('is over after its end, and stands among the past ones', () => {
    const past = itemsOf(shelf(callTo('a', '2026-11-22T01:00:00Z')), [], me, NOW)
    expect(past[0]?.step).toBe('over')
    expect(today(past).open).toEqual([])
    expect(meetings(past, NOW).past).toHaveLength(1)
    expect(meetings(itemsOf(shelf(tomorrow), [], me, NOW), NOW).coming).toHaveLength(1)
  })

  it('names my own part only', () => {
    const item = first(tomorrow)
    expect(item && myParts(item)).toEqual(['chair'])
  })
})

describe('the calendar file made on the phone', () => {
  const file = calendarFile(callTo('a', '2026-11-23T05:00:00Z'), NOW)
  const unfolded = file.replace(/\r\n /g, '').split('\r\n')

  it('says when in UTC, where, and which version', () => {
    expect(unfolded).toContain('DTSTART:20261123T050000Z')
    expect(unfolded).toContain('DTEND:20261123T060000Z')
    expect(unfolded).toContain('SEQUENCE:3')
    expect(unfolded).toContain('LOCATION:सामुदायिक भवन\\, मुख्य सड़क')
    expect(unfolded.find((line) => line.startsWith('DESCRIPTION:'))).toContain('\\; रजिस्टर\\, कलम')
  })

  it('folds at 75 bytes and cuts no letter', () => {
    for (const line of file.split('\r\n')) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75)
    const long = 'DESCRIPTION:' + 'बैठक '.repeat(60)
    expect(fold(long).replace(/\r\n /g, '')).toBe(long)
  })

  it('a meeting that was called off says so', () => {
    expect(calendarFile(callTo('a', '2026-11-23T05:00:00Z', { state: 'withdrawn' }), NOW)).toContain('STATUS:CANCELLED')
  })
})
