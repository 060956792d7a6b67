/** What all screens share: whose phone this is, what lies on the shelf, how the sending goes. */
import { liveQuery, type Subscription } from 'dexie'
import { computed, ref, shallowRef } from 'vue'

import { askToKeep, estimateRoom, recall, remember, TIGHT, type Room } from '../db/device'
import { PersonDb } from '../db/person'
import { type Language, language } from '../i18n/say'
import { EMPTY, type Me, type Outgoing, type Shelf } from '../state/types'
import { undoSeconds } from '../state/sending'
import { itemsOf, meetings, refusals, today, unsentCount } from '../state/waiting'
import { forgetDoors } from '../sync/doors'
import { keepSmallOnes } from '../sync/attachments'
import { askToBeWoken, getReadyToBeWoken } from '../sync/background'
import { browserDoor } from '../sync/http'
import { Engine, type Outcome } from '../sync/engine'
import { signOut } from '../sync/signin'

type View = { shelf: Shelf; outbox: Outgoing[]; me: Me | null; syncedAt: number | null; offset: number }
const NOTHING: View = { shelf: EMPTY, outbox: [], me: null, syncedAt: null, offset: 0 }

/** A clock that is off by more than this is told to its owner. */
const CLOCK_OFF_MS = 10 * 60_000

export const door = browserDoor(() => language.value)
export const person = shallowRef<PersonDb | null>(null)
export const view = shallowRef<View>(NOTHING)
export const opened = ref(false)
export const online = ref(navigator.onLine)
export const now = ref(Date.now())
export const room = shallowRef<Room | null>(null)
export const sending = ref(false)
export const outcome = ref<Outcome | null>(null)
export const sentence = ref('')
/** Why the sign-in screen is shown, when the person did not ask for it. */
export const why = ref<'' | 'signed_out' | 'device_revoked'>('')
export const unsentElsewhere = ref(0)

/** The phone's clock may be days off: lateness and "tomorrow" go by the server's, as last heard. */
export const clockIsOff = computed(() => Math.abs(view.value.offset) > CLOCK_OFF_MS)
export const trueNow = computed(() => now.value + (clockIsOff.value ? view.value.offset : 0))
export const items = computed(() => itemsOf(view.value.shelf, view.value.outbox, view.value.me, trueNow.value))
export const lists = computed(() => today(items.value))
export const calls = computed(() => meetings(items.value, trueNow.value))
export const unsent = computed(() => unsentCount(view.value.outbox))
export const refused = computed(() => refusals(view.value.outbox))
export const isTight = computed(() => room.value !== null && room.value.free < TIGHT)
/** No word from the server: the browser says offline, or nothing answered. */
export const isOffline = computed(() => !online.value || outcome.value === 'no_answer')

/** What the first sight of the app does not need is fetched when it is at rest. */
const AT_REST_MS = 30_000
let isPrepared = false
let engine: Engine | null = null
let watching: Subscription | null = null

export const nudge = (): void => engine?.nudge()

/** An answer was given: send it, and ask to be woken for it should the app be closed first. */
export function send(): void {
  nudge()
  void askToBeWoken()
}

async function read(db: PersonDb): Promise<View> {
  const [shelf, outbox, me, syncedAt, offset] = await Promise.all([db.shelf(), db.outbox.orderBy('seq').toArray(), db.read('me'), db.read('synced_at'), db.read('offset_ms')])
  return { shelf, outbox, me, syncedAt, offset: offset ?? 0 }
}

export async function checkRoom(): Promise<void> {
  room.value = await estimateRoom()
}

function close(): void {
  engine?.stop()
  engine = null
  watching?.unsubscribe()
  watching = null
  person.value = null
  view.value = NOTHING
  outcome.value = null
}

/** Removes everything of this person from the phone. */
async function wipe(db: PersonDb): Promise<void> {
  close()
  remember('person', null)
  forgetDoors(db.personId)
  await db.delete()
}

async function afterRound(db: PersonDb, result: Outcome): Promise<void> {
  if (result === 'device_revoked') {
    await wipe(db)
    why.value = 'device_revoked'
  } else if (result === 'signed_out') {
    unsentElsewhere.value = unsent.value
    close()
    await db.meta.delete('token')
    remember('person', null)
    db.close()
    why.value = 'signed_out'
  } else if (result === 'synced') {
    await checkRoom()
    await keepSmallOnes(db, door).catch(() => undefined)
    if (!isPrepared) setTimeout(() => void getReadyToBeWoken(), AT_REST_MS)
    isPrepared = true
  }
}

export async function open(db: PersonDb): Promise<void> {
  why.value = ''
  view.value = await read(db)
  person.value = db
  watching = liveQuery(() => read(db)).subscribe({ next: (fresh) => (view.value = fresh), error: (error) => console.error(error) })
  engine = new Engine(
    db,
    door,
    (told) => {
      sending.value = told.running
      if (told.outcome === null || told.outcome === 'busy') return
      outcome.value = told.outcome
      sentence.value = told.sentence
      void afterRound(db, told.outcome)
    },
    () => document.visibilityState === 'visible',
  )
  engine.nudge()
  await checkRoom()
}

/** A new sign-in: this phone is theirs now. */
export async function enter(db: PersonDb): Promise<void> {
  remember('person', db.personId)
  const me = await db.read('me')
  if (!recall('language') && me && (me.person.language === 'hi' || me.person.language === 'en')) speak(me.person.language)
  await open(db)
  await askToKeep()
}

/** Leaves: the server is told when it can be, the phone forgets at once. */
export async function leave(): Promise<void> {
  const db = person.value
  if (!db) return
  const token = await db.read('token')
  if (token) remember('leaving', token)
  await wipe(db)
  await finishLeaving()
}

async function finishLeaving(): Promise<void> {
  const token = recall('leaving')
  if (!token) return
  try {
    await signOut(door, token)
  } catch {
    if (!navigator.onLine) return // told at the next opening
  }
  remember('leaving', null)
}

export function speak(to: Language): void {
  language.value = to
  remember('language', to)
  document.documentElement.lang = to
}

export type Size = 'usual' | 'large' | 'largest'
export const size = ref<Size>('usual')

export function setSize(to: Size): void {
  size.value = to
  remember('size', to)
  document.documentElement.dataset['size'] = to
}

export async function start(): Promise<void> {
  const kept = recall('language')
  speak(kept === 'en' ? 'en' : 'hi')
  if (!kept) remember('language', null)
  const type = recall('size')
  setSize(type === 'large' || type === 'largest' ? type : 'usual')
  window.addEventListener('online', () => {
    online.value = true
    nudge()
    void finishLeaving()
  })
  window.addEventListener('offline', () => (online.value = false))
  document.addEventListener('visibilitychange', () => {
    now.value = Date.now()
    if (document.visibilityState === 'visible') nudge()
  })
  // By the second while something can be taken back, else now and then: a cheap phone's battery.
  setInterval(() => {
    const ticking = view.value.outbox.some((one) => undoSeconds(one, now.value) > 0)
    if (document.visibilityState === 'visible' && (ticking || Date.now() - now.value >= 15_000)) now.value = Date.now()
  }, 1000)
  const personId = recall('person')
  if (personId) {
    const db = new PersonDb(personId)
    if (await db.read('token')) await open(db)
    else db.close()
  }
  opened.value = true
  await finishLeaving()
}
