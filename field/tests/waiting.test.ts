import { describe, expect, it } from 'vitest'

import { standingNotices } from '../src/state/notices'
import { EMPTY, type Dispatch, type Shelf, type Standing } from '../src/state/types'
import { itemsOf, today } from '../src/state/waiting'
import { practiceMe } from '../practice/office.mjs'
import type { Me } from '../src/state/types'

const NOW = Date.parse('2026-11-22T05:00:00Z')
const me = practiceMe(2) as Me

function dispatch(id: string, more: Partial<Dispatch> = {}): Dispatch {
  return {
    id, kind: 'directive', state: 'live', version: 1, asked: 1, change_no: 1, issued_at: '2026-11-21T05:00:00Z', deadline_at: null, proof: 'done',
    subjects: [{ subject_id: 'unit-1', appointment_id: 'appointment-1' }], content: { titles: { hi: id }, texts: {} }, ...more,
  }
}
const shelf = (dispatches: Dispatch[], standings: Standing[] = []): Shelf => ({
  ...EMPTY,
  dispatches: Object.fromEntries(dispatches.map((one) => [one.id, one])),
  standings: Object.fromEntries(standings.map((one) => [`${one.dispatch_id}|${one.subject_id}`, one])),
})
const standing = (id: string, state: Standing['state'], more: Partial<Standing> = {}): Standing => ({
  dispatch_id: id, subject_id: 'unit-1', asked: 1, version: 1, round: 1, state, said_at: '2026-11-22T04:00:00Z', by_me: false, ...more,
})

describe('what waits', () => {
  it('late first, then the nearest deadline, then without one', () => {
    const { open } = today(itemsOf(shelf([
      dispatch('none'), dispatch('far', { deadline_at: '2026-11-25T05:00:00Z' }), dispatch('near', { deadline_at: '2026-11-22T09:00:00Z' }), dispatch('late', { deadline_at: '2026-11-21T09:00:00Z' }),
    ]), [], me, NOW))
    expect(open.map((item) => item.dispatch.id)).toEqual(['late', 'near', 'far', 'none'])
  })

  it('asks for what comes next', () => {
    const step = (one: Dispatch, ...said: Standing[]) => itemsOf(shelf([one], said), [], me, NOW)[0]?.step
    expect(step(dispatch('a'))).toBe('acknowledge')
    expect(step(dispatch('a'), standing('a', 'seen'))).toBe('acknowledge')
    expect(step(dispatch('a'), standing('a', 'acknowledged'))).toBe('prove')
    expect(step(dispatch('a', { proof: 'acknowledge' }), standing('a', 'acknowledged'))).toBe('settled')
    expect(step(dispatch('a'), standing('a', 'done'))).toBe('settled')
    expect(step(dispatch('a'), standing('a', 'refused'))).toBe('settled')
    expect(step(dispatch('a'), standing('a', 'reopened', { round: 2 }))).toBe('acknowledge')
    expect(step(dispatch('a', { asked: 2, version: 2 }), standing('a', 'done'))).toBe('acknowledge')
    expect(step(dispatch('a', { state: 'withdrawn' }))).toBe('withdrawn')
  })

  it('one item per unit that is asked', () => {
    const both = dispatch('a', { subjects: [{ subject_id: 'unit-1', appointment_id: 'appointment-1' }, { subject_id: 'unit-2', appointment_id: 'appointment-2' }] })
    const items = itemsOf(shelf([both], [standing('a', 'done')]), [], me, NOW)
    expect(items.map((item) => [item.appointment?.unit.id, item.step])).toEqual([['unit-1', 'settled'], ['unit-2', 'acknowledge']])
  })

  it('lets go of what was closed, but not of an answer to it that waits or was refused', () => {
    const command = { id: 'c', name: 'answer.give' as const, made_at: '', body: { dispatch_id: 'a', version: 1, subject_id: 'unit-1', appointment_id: 'appointment-1', state: 'done' as const } }
    const outgoing = (state: 'waiting' | 'refused') => ({ seq: 1, id: 'c', state, command, not_before: 0, title: {} })
    const rest = (outbox: ReturnType<typeof outgoing>[]) => today(itemsOf(shelf([dispatch('a', { state: 'closed' })]), outbox, me, NOW)).rest.map((item) => item.dispatch.id)
    expect(rest([])).toEqual([])
    expect(rest([outgoing('waiting')])).toEqual(['a'])
    expect(rest([outgoing('refused')])).toEqual(['a'])
  })

  it('does not offer to answer for a post that may not', () => {
    const mute = { ...me, appointments: me.appointments.map((one) => ({ ...one, may_answer: false })) }
    expect(itemsOf(shelf([dispatch('a')]), [], mute, NOW)[0]?.mayAnswer).toBe(false)
  })

  it('keeps the newest notice of a directive and unit, and drops those of what was taken back', () => {
    const notice = (id: string, dispatchId: string, fired: string) => ({ id, kind: 'escalation' as const, dispatch_id: dispatchId, unit_id: 'u', unit_names: {}, silent: 2, expected: 9, fired_at: fired, silent_units: [] })
    const full = { ...shelf([dispatch('gone', { state: 'withdrawn' })]), notices: { 1: notice('1', 'a', '2026-11-21'), 2: notice('2', 'a', '2026-11-22'), 3: notice('3', 'gone', '2026-11-22') } }
    expect(standingNotices(full).map((one) => one.id)).toEqual(['2'])
  })
})
