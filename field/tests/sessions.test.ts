import { describe, expect, it } from 'vitest'

import { apply, live } from '../src/state/apply'
import { sessionItem, standingSessions } from '../src/state/sessions'
import { EMPTY, type Outgoing, type Session } from '../src/state/types'

const at = Date.parse('2026-11-22T10:00:00Z')
const session = (more: Partial<Session>): Session => ({
  id: 's1',
  dispatch_id: 'd1',
  origin: 'conference',
  state: 'called',
  version: 1,
  unit_id: 'u1',
  unit_names: { en: 'Kendra' },
  titles: { en: 'Rally' },
  starts_at: '2026-11-22T08:00:00Z',
  ends_at: '2026-11-22T09:00:00Z',
  link: '',
  end_reason: '',
  change_no: 1,
  parts: [{ appointment_id: 'a1', role: 'chair' }],
  ...more,
})
const none = { full: false, dispatches: [], standings: [], notices: [], sessions: [] }

describe('sessions', () => {
  it('a later change wins, an older one that arrives late changes nothing, and what ended goes', () => {
    let shelf = apply(EMPTY, { ...none, sessions: [session({ change_no: 2, version: 2 })] })
    shelf = apply(shelf, { ...none, sessions: [session({ change_no: 1 })] })
    expect(shelf.sessions['s1']?.version).toBe(2)
    shelf = apply(shelf, { ...none, sessions: [session({ change_no: 3, state: 'gone' })] })
    expect(live(shelf).sessions).toEqual({})
    expect(apply(shelf, { ...none, full: true })).toEqual(EMPTY)
  })

  it('a host owes the report of what is over until something was said of it', () => {
    expect(sessionItem(session({}), [], at).isOwed).toBe(true)
    expect(sessionItem(session({ parts: [] }), [], at).isOwed).toBe(false)
    expect(sessionItem(session({ ends_at: '2026-11-22T11:00:00Z' }), [], at).isOwed).toBe(false)
    const sent = { state: 'waiting', command: { name: 'session.report', body: { session_id: 's1' } } } as unknown as Outgoing
    expect(sessionItem(session({}), [sent], at).isOwed).toBe(false)
    expect(sessionItem(session({}), [{ ...sent, state: 'refused' }], at).isOwed).toBe(true)
  })

  it('shows what is owed first, what comes soon, and nothing of others that is over', () => {
    const shelf = {
      ...EMPTY,
      sessions: {
        a: session({ id: 'a', starts_at: '2026-11-23T08:00:00Z', ends_at: '2026-11-23T09:00:00Z', parts: [] }),
        b: session({ id: 'b' }),
        c: session({ id: 'c', parts: [] }),
        d: session({ id: 'd', starts_at: '2027-03-01T08:00:00Z', ends_at: '2027-03-01T09:00:00Z' }),
      },
    }
    expect(standingSessions(shelf, [], at).map((one) => one.session.id)).toEqual(['b', 'a'])
  })
})
