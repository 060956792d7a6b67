/** A phone and a practice office, joined over loopback, for tests. */
import type { AddressInfo } from 'node:net'
import { afterEach } from 'vitest'

import { serve } from '../practice/http.mjs'
import { Office, practiceMe } from '../practice/office.mjs'
import { PersonDb } from '../src/db/person'
import { give } from '../src/outbox/outbox'
import type { AnswerState, Outgoing } from '../src/state/types'
import type { Door } from '../src/sync/http'
import { type Outcome, syncOnce } from '../src/sync/engine'

type Hook = (request: { method: string; headers: Record<string, string> }, path: string) => boolean
export type Faults = { drop?: Hook | undefined; cut?: Hook | undefined }

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  while (open.length) await open.pop()?.()
})

export class Phone {
  now = Date.parse('2026-11-22T05:00:00Z')
  faults: Faults = {}
  private constructor(
    readonly office: Office,
    readonly door: Door,
    public db: PersonDb,
    readonly token: string,
  ) {}

  static async start(units = 1): Promise<Phone> {
    const office = new Office(practiceMe(units))
    const faults: Faults = {}
    const { server, url } = await serve(office, { faults })
    const db = new PersonDb(`phone-${(server.address() as AddressInfo).port}-${Math.random()}`)
    const token = 'practice-token'
    office.tokens.set(token, true)
    await db.note('token', token)
    const door: Door = { fetch: (address, init) => fetch(address, init), base: url, language: () => 'hi', timeoutMs: 3000 }
    const phone = new Phone(office, door, db, token)
    phone.faults = faults
    office.now = () => phone.now
    open.push(async () => {
      phone.db.close()
      await new Promise<void>((done) => {
        server.closeAllConnections()
        server.close(() => done())
      })
    })
    return phone
  }

  sync = async (): Promise<Outcome> => (await syncOnce(this.db, this.door, () => this.now)).outcome
  wait = (ms: number): void => void (this.now += ms)

  /** The app is killed and opened again: what is not on the disk is gone. */
  crash(): void {
    this.db.close()
    this.db = new PersonDb(this.db.personId)
  }

  answer(dispatchId: string, state: AnswerState, more: { number?: number; photo?: string; reason?: string; subject?: string; version?: number } = {}): Promise<Outgoing> {
    const { subject = 'unit-1', version = 1, ...rest } = more
    return give(this.db, {
      body: { dispatch_id: dispatchId, version, subject_id: subject, appointment_id: 'appointment-1', state, ...rest },
      title: { hi: 'निर्देश' },
      now: this.now,
    })
  }

  outbox = (): Promise<Outgoing[]> => this.db.outbox.orderBy('seq').toArray()
  waiting = async (): Promise<Outgoing[]> => (await this.outbox()).filter((one) => one.state === 'waiting')
}
