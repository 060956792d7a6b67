/** Which commands may leave now, and when the next one may. */
import type { Outgoing } from './types'

export const UNDO_MS = 60_000
/** A screen's clock may lag behind the tap by this much. */
const SLACK_MS = 5000
export const BATCH = 100

/** Due at its time; also when the phone's clock was set back, so that nothing waits for a day that has passed. */
export function isDue(one: Outgoing, now: number): boolean {
  return one.state === 'waiting' && (now >= one.not_before || one.not_before - now > UNDO_MS + SLACK_MS)
}

const subjectOf = (one: Outgoing): string => `${one.command.body.dispatch_id}|${one.command.body.subject_id}`

/** In order; a command never overtakes an earlier one for the same subject. */
export function dueNow(outbox: Outgoing[], now: number, held: ReadonlySet<string> = new Set()): Outgoing[] {
  const blocked = new Set<string>()
  const due: Outgoing[] = []
  for (const one of outbox) {
    if (one.state !== 'waiting') continue
    const subject = subjectOf(one)
    if (blocked.has(subject) || held.has(one.id) || !isDue(one, now)) blocked.add(subject)
    else due.push(one)
    if (due.length === BATCH) break
  }
  return due
}

/** How many ms until another command falls due; null when none waits for its minute. */
export function untilNext(outbox: Outgoing[], now: number): number | null {
  const waits = outbox.filter((one) => one.state === 'waiting' && !isDue(one, now)).map((one) => one.not_before - now)
  return waits.length ? Math.min(...waits) : null
}

/** Seconds left to take it back; 0 when it has left or may leave. */
export function undoSeconds(one: Outgoing, now: number): number {
  return one.state === 'waiting' && !isDue(one, now) ? Math.min(60, Math.ceil((one.not_before - now) / 1000)) : 0
}

/** Back-off after `failures` in a row: 2 s doubling to 5 min, spread so that phones do not return together. */
export function backOff(failures: number, random: number): number {
  return Math.min(300_000, 2000 * 2 ** Math.min(failures - 1, 8)) * (0.5 + random)
}
