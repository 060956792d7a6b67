/** What waits for me: the shelf and my own outbox in, one list of things to do out. */
import { standingKey } from './apply'
import type { AnswerState, Appointment, Dispatch, Me, Outgoing, Said, Shelf } from './types'

/** `call`: to say whether one comes; `over`: the hour is past and nothing was said. */
export type Step = 'acknowledge' | 'prove' | 'call' | 'over' | 'settled' | 'withdrawn' | 'closed'
export type Item = {
  key: string
  dispatch: Dispatch
  subjectId: string
  appointment: Appointment | null
  said: Said | null
  saidAt: string | null
  byMe: boolean
  step: Step
  late: boolean
  mayAnswer: boolean
  /** My own answer that the server has not taken yet; null when all is sent. */
  waiting: Outgoing | null
  refused: Outgoing | null
}

const RANK: Record<Said, number> = { reopened: 0, seen: 1, acknowledged: 2, refused: 3, done: 4, attending: 4, declined: 4, deputy: 4 }

export function isFor(outgoing: Outgoing, dispatchId: string, subjectId: string): boolean {
  return outgoing.command.body.dispatch_id === dispatchId && outgoing.command.body.subject_id === subjectId
}

export const isCall = (dispatch: Dispatch): boolean => dispatch.proof === 'attendance'

/** When a meeting is over: two hours after its beginning where nobody said. */
export function overAt(dispatch: Dispatch): number {
  const { starts_at: starts, ends_at: ends } = dispatch.content
  return ends ? Date.parse(ends) : starts ? Date.parse(starts) + 2 * 3600_000 : Infinity
}

function stepOf(dispatch: Dispatch, said: Said | null, now: number): Step {
  if (dispatch.state !== 'live') return dispatch.state
  if (isCall(dispatch)) {
    if (said === 'attending' || said === 'declined' || said === 'deputy') return 'settled'
    return overAt(dispatch) < now ? 'over' : 'call'
  }
  if (said === 'done' || said === 'refused') return 'settled'
  if (said === 'acknowledged') return dispatch.proof === 'acknowledge' ? 'settled' : 'prove'
  return 'acknowledge'
}

/** The standing under the present question, with my own unsent and just-sent answers on top. */
function saidOf(shelf: Shelf, dispatch: Dispatch, subjectId: string, mine: Outgoing[]): { said: Said | null; saidAt: string | null; byMe: boolean } {
  const standing = shelf.standings[standingKey(dispatch.id, subjectId)]
  const counts = standing && standing.asked >= dispatch.asked ? standing : null
  let said: Said | null = counts?.state ?? null
  let saidAt: string | null = counts?.said_at ?? null
  let byMe = counts?.by_me ?? false
  for (const { command } of mine) {
    if (command.body.version < dispatch.asked) continue
    if (said === null || RANK[command.body.state] >= RANK[said]) {
      said = command.body.state
      saidAt = command.made_at
      byMe = true
    }
  }
  return { said, saidAt, byMe }
}

export function itemOf(shelf: Shelf, outbox: Outgoing[], me: Me | null, dispatch: Dispatch, subjectId: string, now: number): Item {
  const own = outbox.filter((one) => isFor(one, dispatch.id, subjectId))
  const shown = own.filter((one) => one.state !== 'refused')
  const { said, saidAt, byMe } = saidOf(shelf, dispatch, subjectId, shown)
  const subject = dispatch.subjects.find((one) => one.subject_id === subjectId)
  const appointment = me?.appointments.find((one) => one.id === subject?.appointment_id) ?? null
  const step = stepOf(dispatch, said, now)
  const unsent = own.filter((one) => one.state === 'waiting' && one.command.body.state !== 'seen')
  return {
    key: standingKey(dispatch.id, subjectId),
    dispatch,
    subjectId,
    appointment,
    said,
    saidAt,
    byMe,
    step,
    late: (step === 'acknowledge' || step === 'prove') && dispatch.deadline_at !== null && Date.parse(dispatch.deadline_at) < now,
    mayAnswer: isCall(dispatch) ? appointment !== null : (appointment?.may_answer ?? false),
    waiting: unsent[unsent.length - 1] ?? null,
    refused: own.filter((one) => one.state === 'refused').pop() ?? null,
  }
}

export function itemsOf(shelf: Shelf, outbox: Outgoing[], me: Me | null, now: number): Item[] {
  return Object.values(shelf.dispatches).flatMap((dispatch) =>
    dispatch.subjects.map((subject) => itemOf(shelf, outbox, me, dispatch, subject.subject_id, now)),
  )
}

export const isOpen = (item: Item): boolean => item.step === 'acknowledge' || item.step === 'prove' || item.step === 'call'

/** Calls to meetings that are not over, the soonest first; those that were called off too. */
export function meetings(items: Item[], now: number): { coming: Item[]; past: Item[] } {
  const calls = items.filter((item) => isCall(item.dispatch) && item.step !== 'closed')
  const starts = (item: Item): number => Date.parse(item.dispatch.content.starts_at ?? item.dispatch.issued_at)
  const bySoonest = (a: Item, b: Item): number => starts(a) - starts(b) || (a.key < b.key ? -1 : 1)
  const isComing = (item: Item): boolean => overAt(item.dispatch) >= now
  return { coming: calls.filter(isComing).sort(bySoonest), past: calls.filter((item) => !isComing(item)).sort((a, b) => bySoonest(b, a)) }
}

/** Late first, then the nearest deadline, then those without one; newest first among equals. */
export function byUrgency(a: Item, b: Item): number {
  if (a.late !== b.late) return a.late ? -1 : 1
  const deadline = (item: Item): number => (item.dispatch.deadline_at ? Date.parse(item.dispatch.deadline_at) : Infinity)
  const [left, right] = [deadline(a), deadline(b)]
  if (left !== right) return left < right ? -1 : 1
  return b.dispatch.change_no - a.dispatch.change_no || (a.key < b.key ? -1 : 1)
}

/** What is closed is let go, unless an answer to it waits or was refused: nobody's words vanish unseen. */
const isLetGo = (item: Item): boolean => item.step === 'closed' && item.waiting === null && item.refused === null

/** Open items, most urgent first; then what is settled or taken back, newest first. */
export function today(items: Item[]): { open: Item[]; rest: Item[] } {
  const rest = items.filter((item) => !isOpen(item) && !isLetGo(item)).sort((a, b) => b.dispatch.change_no - a.dispatch.change_no || (a.key < b.key ? -1 : 1))
  return { open: items.filter(isOpen).sort(byUrgency), rest }
}

/** Unsent answers, `seen` left out: nobody has to think about those. */
export function unsentCount(outbox: Outgoing[]): number {
  return outbox.filter((one) => one.state === 'waiting' && one.command.body.state !== 'seen').length
}

export function refusals(outbox: Outgoing[]): Outgoing[] {
  return outbox.filter((one) => one.state === 'refused' && one.command.body.state !== 'seen')
}

export const rankOf = (state: AnswerState | Said): number => RANK[state]
