import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { Office } from '../practice/office.mjs'
import { PersonDb } from '../src/db/person'
import { apply, live } from '../src/state/apply'
import { EMPTY, type Pull, type Shelf } from '../src/state/types'
import { whole } from '../src/sync/engine'
import { absorb } from '../src/sync/pull'

type Act =
  | { do: 'issue'; proof: string }
  | { do: 'correct'; which: number; stands: boolean }
  | { do: 'end'; which: number; state: string }
  | { do: 'answer'; which: number; said: string }
  | { do: 'reopen'; which: number }
  | { do: 'notice'; which: number }
  | { do: 'pull' }
  | { do: 'repeat' }

const which = fc.nat(5)
const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('issue' as const), proof: fc.constantFrom('acknowledge', 'done', 'number') }),
    fc.record({ do: fc.constant('correct' as const), which, stands: fc.boolean() }),
    fc.record({ do: fc.constant('end' as const), which, state: fc.constantFrom('withdrawn', 'closed') }),
    fc.record({ do: fc.constant('answer' as const), which, said: fc.constantFrom('seen', 'acknowledged', 'refused', 'done') }),
    fc.record({ do: fc.constant('reopen' as const), which }),
    fc.record({ do: fc.constant('notice' as const), which }),
    fc.record({ do: fc.constant('pull' as const) }),
    fc.record({ do: fc.constant('repeat' as const) }),
  ),
  { maxLength: 40 },
)

/** Plays acts on an office; calls `take` with every pull that a phone makes on the way. */
async function play(office: Office, list: Act[], take: (pull: Pull) => Promise<void> | void): Promise<void> {
  const ids: string[] = []
  let cursor: string | null = null
  let last: Pull | null = null
  let tick = Date.parse('2026-11-22T05:00:00Z')
  office.now = () => (tick += 1000)
  for (const act of list) {
    const id = 'which' in act ? ids[act.which % Math.max(ids.length, 1)] : undefined
    if (act.do === 'issue') ids.push(office.issue({ titles: { hi: 'क' }, texts: {} }, { proof: act.proof }).id)
    else if (act.do === 'pull') {
      last = whole(office.sync({ cursor }) as Partial<Pull>)
      cursor = last.cursor
      await take(last)
    } else if (act.do === 'repeat') {
      if (last) await take(last)
    } else if (id) {
      if (act.do === 'correct') office.correct(id, {}, { answersStand: act.stands })
      else if (act.do === 'end') office.end(id, act.state)
      else if (office.dispatch(id).state !== 'live') continue // nothing is said of what has ended
      else if (act.do === 'reopen') office.reopen(id, 'unit-1')
      else if (act.do === 'notice') office.notice({ dispatch_id: id, unit_id: 'u', unit_names: {}, silent: 1, expected: 2, silent_units: [] })
      else {
        const { asked, version } = office.dispatch(id)
        office.stand({ dispatch_id: id, subject_id: 'unit-1', asked, version, state: act.said, round: 1, said_at: new Date(office.now()).toISOString(), by_me: true })
      }
    }
  }
  await take(whole(office.sync({ cursor }) as Partial<Pull>))
}

describe('the law of sync', () => {
  it('old state plus changes equals a fresh fetch', async () => {
    await fc.assert(
      fc.asyncProperty(acts, async (list) => {
        const office = new Office()
        let shelf: Shelf = EMPTY
        await play(office, list, (pull) => void (shelf = apply(shelf, pull)))
        const fresh = apply(EMPTY, whole(office.sync({ cursor: null }) as Partial<Pull>))
        expect(live(shelf)).toEqual(fresh)
      }),
      { numRuns: 300 },
    )
  })

  it('a full pull drops what is not in it', () => {
    const office = new Office()
    office.issue({ titles: {}, texts: {} }, {})
    const shelf = apply(EMPTY, whole(office.sync({ cursor: null }) as Partial<Pull>))
    expect(apply(shelf, { full: true, dispatches: [], standings: [], notices: [], sessions: [] })).toEqual(EMPTY)
  })

  it('keeps of a closed one only that it is closed, so that nothing older brings it back', () => {
    const office = new Office()
    const { id } = office.issue({ titles: { hi: 'क' }, texts: { hi: 'ख' } })
    office.stand({ dispatch_id: id, subject_id: 'unit-1', asked: 1, version: 1, state: 'done', round: 1, said_at: '2026-11-22T05:00:00Z', by_me: true })
    const early = whole(office.sync({ cursor: null }) as Partial<Pull>)
    office.end(id, 'closed')
    const shelf = apply(apply(EMPTY, early), whole(office.sync({ cursor: early.cursor }) as Partial<Pull>))
    expect(shelf.standings).toEqual({})
    expect(shelf.dispatches[id]).toMatchObject({ state: 'closed', content: { titles: { hi: 'क' }, texts: {} } })
    expect(apply(shelf, { ...early, full: false })).toEqual(shelf)
  })

  it('an older pull that arrives late changes nothing', () => {
    const office = new Office()
    const { id } = office.issue({ titles: { hi: 'पुराना' }, texts: {} })
    const early = whole(office.sync({ cursor: null }) as Partial<Pull>)
    office.correct(id, { titles: { hi: 'नया' } })
    const shelf = apply(EMPTY, whole(office.sync({ cursor: early.cursor }) as Partial<Pull>))
    expect(apply(shelf, { ...early, full: false }).dispatches[id]?.content.titles['hi']).toBe('नया')
  })

  it('the database holds what the pure law says', async () => {
    let run = 0
    await fc.assert(
      fc.asyncProperty(acts, async (list) => {
        const office = new Office()
        const db = new PersonDb(`law-${run++}`)
        let shelf: Shelf = EMPTY
        await play(office, list, async (pull) => {
          shelf = apply(shelf, pull)
          await absorb(db, pull, Date.now())
        })
        expect(await db.shelf()).toEqual(shelf)
        await db.delete()
      }),
      { numRuns: 25 },
    )
  })
})
