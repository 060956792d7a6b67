/**
 * Sending after the app was closed, where the browser has Background Sync: it wakes the service worker when there is
 * network. Elsewhere nothing changes: answers leave when the app is open.
 */
import { openSignedIn } from '../db/person'
import type { PersonDb } from '../db/person'
import { dueNow, untilNext } from '../state/sending'
import { alone, syncOnce } from './engine'
import type { Door } from './http'

export const TAG = 'pankti-outbox'
/** A browser lets a worker run for some minutes; a tap's own minute fits in. */
const PATIENCE_MS = 90_000

type Waking = ServiceWorkerRegistration & { sync?: { register: (tag: string) => Promise<void> } }

async function worker(): Promise<Waking | null> {
  if (typeof navigator === 'undefined' || !('serviceWorker' in navigator) || !('SyncManager' in globalThis)) return null
  const base = import.meta.env.BASE_URL
  return navigator.serviceWorker.register(`${base}background.js`, { scope: `${base}background/` })
}

/** Fetches the worker that is to be woken, while there is network. Never raises. */
export async function getReadyToBeWoken(): Promise<void> {
  await worker().catch(() => null)
}

async function isActive(found: Waking): Promise<void> {
  const coming = found.installing ?? found.waiting
  if (found.active || !coming) return
  await new Promise<void>((done) => {
    coming.addEventListener('statechange', () => {
      if (coming.state === 'activated' || coming.state === 'redundant') done()
    })
  })
}

/** Asks to be woken once there is network. Never raises; false where the browser cannot. */
export async function askToBeWoken(): Promise<boolean> {
  try {
    const found = (await navigator.serviceWorker.getRegistration(`${import.meta.env.BASE_URL}background/`)) as Waking | undefined
    const ready = found?.sync ? found : await worker()
    if (!ready?.sync) return false
    await isActive(ready)
    await ready.sync.register(TAG)
    return true
  } catch {
    return false // the browser has none, the person forbade it, or the page is going away
  }
}

/**
 * Sends what every signed-in person of this phone has waiting, and waits for the minute in which it may be taken back.
 * Raises when something is left, so that the browser wakes us again.
 */
export async function sendInBackground(door: Door, clock: () => number = () => Date.now(), sleep = pause): Promise<void> {
  let left = false
  for (const db of await openSignedIn()) {
    try {
      left = !(await empty(db, door, clock, sleep)) || left
    } finally {
      db.close()
    }
  }
  if (left) throw new Error('Something waits still.')
}

/** True when nothing of this person waits any more, or nothing can be sent until they open the app. */
async function empty(db: PersonDb, door: Door, clock: () => number, sleep: (ms: number) => Promise<void>): Promise<boolean> {
  const end = clock() + PATIENCE_MS
  for (let before = Infinity; ; ) {
    const outbox = (await db.outbox.toArray()).filter((one) => one.state === 'waiting')
    if (!outbox.length) return true
    if (!dueNow(outbox, clock()).length) {
      const wait = untilNext(outbox, clock())
      if (wait === null || clock() + wait > end) return false
      await sleep(wait + 50)
      continue
    }
    if (outbox.length >= before) return false // a round that moved nothing: not before the next waking
    const { outcome } = await alone(db, () => syncOnce(db, door, clock))
    if (outcome === 'busy') {
      if (clock() > end) return false
      await sleep(2000) // the app is open and sends by itself
    } else if (outcome === 'synced') before = outbox.length
    else return outcome === 'signed_out' || outcome === 'device_revoked' || outcome === 'refused'
  }
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
