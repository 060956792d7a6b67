/**
 * Keeps phone and server in step: one POST takes commands up and changes down. One tab at a time;
 * whatever is cut off is simply done again.
 */
import type { PersonDb } from '../db/person'
import { isFull } from '../db/person'
import { backOff, untilNext } from '../state/sending'
import type { Pull } from '../state/types'
import { type Door, NoAnswer, Refused, call, jsonOf } from './http'
import { absorb } from './pull'
import { ready } from './push'

export const POLL_MS = 30_000

/** An idle answer leaves out the lists that have nothing in them. One without a cursor is not ours. */
export function whole(pull: Partial<Pull>): Pull {
  if (typeof pull.cursor !== 'string' || typeof pull.now !== 'string') throw new NoAnswer()
  return { full: false, me: null, results: [], dispatches: [], standings: [], notices: [], sessions: [], ...pull } as Pull
}

export type Outcome = 'synced' | 'no_answer' | 'signed_out' | 'device_revoked' | 'refused' | 'phone_full' | 'server_full' | 'busy'

/** One round, there and back. Never raises for what the world does. */
export async function syncOnce(db: PersonDb, door: Door, clock: () => number): Promise<{ outcome: Outcome; sentence: string }> {
  try {
    const token = await db.read('token')
    if (!token) return { outcome: 'signed_out', sentence: '' }
    const { commands, trouble } = await ready(db, door, token, clock())
    const response = await call(door, 'POST', '/api/v1/sync', {
      token,
      json: {
        cursor: await db.read('cursor'),
        sent_at: new Date(clock()).toISOString(),
        commands: commands.map((one) => one.command),
      },
    })
    await absorb(db, whole(await jsonOf<Partial<Pull>>(response)), clock())
    if (trouble) throw trouble
    return { outcome: 'synced', sentence: '' }
  } catch (error) {
    if (error instanceof NoAnswer) return { outcome: 'no_answer', sentence: '' }
    if (isFull(error)) return { outcome: 'phone_full', sentence: '' }
    if (error instanceof Refused) {
      const { status, code, title } = error.problem
      if (status === 401) return { outcome: code === 'device_revoked' ? 'device_revoked' : 'signed_out', sentence: title }
      return { outcome: status === 507 ? 'server_full' : 'refused', sentence: title }
    }
    throw error
  }
}

type Round = { outcome: Outcome; sentence: string }

/** One at a time on this phone: another tab, or the service worker, may be at it (`busy`). */
export async function alone(db: PersonDb, work: () => Promise<Round>): Promise<Round> {
  if (typeof navigator === 'undefined' || !('locks' in navigator)) return work()
  return navigator.locks.request(`pankti-sync-${db.personId}`, { ifAvailable: true }, (lock) =>
    lock ? work() : { outcome: 'busy' as const, sentence: '' },
  ) as Promise<Round>
}

export type Told = { running: boolean; outcome: Outcome | null; sentence: string; failures: number }

/** Runs `syncOnce` at the right times. `tell` hears what happens; `onlyMe` makes one tab do the work. */
export class Engine {
  private timer: ReturnType<typeof setTimeout> | null = null
  private running = false
  private again = false
  private failures = 0
  private stopped = false

  constructor(
    private readonly db: PersonDb,
    private readonly door: Door,
    private readonly tell: (told: Told) => void,
    private readonly isForeground: () => boolean = () => true,
    private readonly clock: () => number = () => Date.now(),
  ) {}

  /** Now, whatever the back-off says: the app was opened, the network came, the person asked or wrote. */
  nudge(): void {
    if (this.stopped) return
    if (this.running) {
      this.again = true
      return
    }
    void this.run()
  }

  stop(): void {
    this.stopped = true
    if (this.timer) clearTimeout(this.timer)
  }

  private async run(): Promise<void> {
    if (this.timer) clearTimeout(this.timer)
    this.running = true
    this.tell({ running: true, outcome: null, sentence: '', failures: this.failures })
    let outcome: Outcome = 'no_answer'
    let sentence = ''
    try {
      ;({ outcome, sentence } = await alone(this.db, () => syncOnce(this.db, this.door, this.clock)))
    } catch (error) {
      console.error(error)
    }
    this.running = false
    if (this.stopped) return
    this.failures = outcome === 'synced' || outcome === 'busy' ? 0 : this.failures + 1
    this.tell({ running: false, outcome, sentence, failures: this.failures })
    if (this.isOver()) return // whoever was told may have ended this: the phone is signed out, and its database gone
    if (this.again) {
      this.again = false
      this.timer = setTimeout(() => this.nudge(), 50)
    } else {
      await this.plan(outcome)
    }
  }

  private isOver(): boolean {
    return this.stopped
  }

  /** When to come back: after the back-off, when a command's minute is over, or at the next poll. */
  private async plan(outcome: Outcome): Promise<void> {
    const due = untilNext(await this.db.outbox.toArray(), this.clock())
    const poll = this.isForeground() ? POLL_MS : POLL_MS * 10
    const wait = outcome === 'busy' ? 2000 : this.failures ? backOff(this.failures, Math.random()) : Math.min(poll, due === null ? poll : due + 50)
    if (!this.stopped) this.timer = setTimeout(() => this.nudge(), wait)
  }
}
