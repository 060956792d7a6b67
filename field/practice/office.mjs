/**
 * A practice office: the server's side of the phone's protocol in memory, for development and tests.
 * It keeps a log of changes, so that a pull after a cursor and a full pull can be compared.
 */
import { createHash, randomUUID } from 'node:crypto'

const RANK = { reopened: 0, seen: 1, acknowledged: 2, refused: 3, done: 4 }
const GRAND = [
  { id: 'n', names: { hi: 'राष्ट्रीय कार्यालय', en: 'National office' } },
  { id: 's', names: { hi: 'उत्तर प्रदेश', en: 'Uttar Pradesh' } },
  { id: 'd', names: { hi: 'बाराबंकी', en: 'Barabanki' } },
  { id: 'm', names: { hi: 'तालवनी मंडल', en: 'Talvani mandal' } },
]

/** @returns {import('../src/state/types').Me} */
export function practiceMe(units = 1, isLead = false) {
  return {
    person: { id: 'a0000000-0000-4000-8000-000000000001', names: { hi: 'सुनीता वर्मा', en: 'Sunita Verma' }, language: 'hi' },
    organisation: { names: { hi: 'लोक सेवा मंच', en: 'Lok Seva Manch' }, time_zone: 'Asia/Kolkata', languages: ['hi', 'en'], is_demo: true },
    appointments: Array.from({ length: units }, (_, i) => ({
      id: `appointment-${i + 1}`,
      post: { code: 'convenor', names: { hi: 'बूथ संयोजक', en: 'Booth convenor' } },
      is_lead: true,
      may_answer: true,
      unit: {
        id: `unit-${i + 1}`,
        names: { hi: i ? 'बूथ 143 · पंचायत भवन, सरायबरई' : 'बूथ 142 · प्राथमिक विद्यालय नीमवनी कलाँ', en: i ? 'Booth 143 · Panchayat Bhavan, Saraibarai' : 'Booth 142 · Primary School Nimvani Kalan' },
        level: { code: isLead ? 'mandal' : 'booth', names: { hi: isLead ? 'मंडल' : 'बूथ', en: isLead ? 'Mandal' : 'Booth' } },
      },
      above: GRAND,
    })),
  }
}

export class Office {
  constructor(me = practiceMe(), now = () => Date.now()) {
    this.me = me
    this.now = now
    this.log = []
    this.epoch = 1
    this.ledger = new Map()
    this.photos = new Map()
    this.uploads = new Map()
    this.tokens = new Map()
    this.revoked = new Set()
    this.media = new Map()
    this.commands = []
    this.lag = 0
  }

  #change(kind, body) {
    this.log.push({ no: this.log.length + 1, kind, body, at: this.now() })
    return this.log.length
  }

  /** The current body of each thing of `kind`, newest change last. */
  #current(kind, key) {
    const found = new Map()
    for (const one of this.log) {
      if (one.kind !== kind) continue
      found.delete(key(one.body))
      found.set(key(one.body), one.body)
    }
    return found
  }

  dispatch(id) {
    return this.#current('dispatches', (one) => one.id).get(id)
  }

  /**
   * @param {object} content
   * @param {{proof?: string, deadlineAt?: string | null, id?: string, subjects?: {subject_id: string, appointment_id: string}[]}} options
   */
  issue(content, { proof = 'acknowledge', deadlineAt = null, id = randomUUID(), subjects } = {}) {
    const dispatch = {
      id, kind: 'directive', state: 'live', version: 1, asked: 1, change_no: this.log.length + 1,
      issued_at: new Date(this.now()).toISOString(), deadline_at: deadlineAt, proof,
      subjects: subjects ?? this.me.appointments.map((one) => ({ subject_id: one.unit.id, appointment_id: one.id })),
      content: { from: { post: { hi: 'मंडल संयोजक', en: 'Mandal convenor' }, unit: GRAND[3].names }, attachments: [], ...content },
    }
    this.#change('dispatches', dispatch)
    return dispatch
  }

  correct(id, content, { answersStand = true } = {}) {
    const old = this.dispatch(id)
    const version = old.version + 1
    const fresh = { ...old, version, asked: answersStand ? old.asked : version, change_no: this.log.length + 1, content: { ...old.content, ...content, answers_stand: answersStand } }
    this.#change('dispatches', fresh)
    return fresh
  }

  end(id, state = 'withdrawn') {
    this.#change('dispatches', { ...this.dispatch(id), state, change_no: this.log.length + 1 })
  }

  notice(body) {
    this.#change('notices', { id: randomUUID(), kind: 'escalation', fired_at: new Date(this.now()).toISOString(), ...body })
  }

  /** A standing changes by a newer question, a newer round, or a higher rank in the same round. */
  stand(standing) {
    const key = (one) => `${one.dispatch_id}|${one.subject_id}`
    const old = this.#current('standings', key).get(key(standing))
    if (old) {
      if (standing.asked < old.asked) return
      if (standing.asked === old.asked && standing.round < old.round) return
      if (standing.asked === old.asked && standing.round === old.round && RANK[standing.state] <= RANK[old.state]) return
    }
    this.#change('standings', standing)
  }

  /** An officer sends the proof back: a new round begins. */
  reopen(dispatchId, subjectId) {
    const old = this.#current('standings', (one) => `${one.dispatch_id}|${one.subject_id}`).get(`${dispatchId}|${subjectId}`)
    const dispatch = this.dispatch(dispatchId)
    this.stand({ dispatch_id: dispatchId, subject_id: subjectId, asked: dispatch.asked, version: dispatch.version, state: 'reopened', round: (old?.round ?? 1) + 1, said_at: new Date(this.now()).toISOString(), by_me: false })
  }

  #take(command) {
    const known = this.ledger.get(command.id)
    if (known) return known
    const no = (code, sentence) => ({ id: command.id, status: 'refused', code, sentence })
    const { body } = command
    const dispatch = this.dispatch(body?.dispatch_id)
    let result = { id: command.id, status: 'accepted' }
    if (!dispatch || !dispatch.subjects.some((one) => one.subject_id === body.subject_id)) result = no('not_addressed', 'यह निर्देश आपके पद के लिए नहीं है।')
    else if (dispatch.state !== 'live') result = no('dispatch_withdrawn', 'यह निर्देश वापस ले लिया गया है, इसलिए जवाब दर्ज नहीं हुआ।')
    else if (body.state === 'done' && dispatch.proof === 'number' && typeof body.number !== 'number') result = no('proof_missing', 'संख्या नहीं मिली।')
    else if (body.state === 'done' && dispatch.proof === 'photo' && !this.photos.has(body.photo)) result = no('photo_missing', 'फ़ोटो नहीं मिली।')
    else if (body.state === 'refused' && !body.reason) result = no('reason_missing', 'कारण नहीं लिखा गया।')
    this.ledger.set(command.id, result)
    if (result.status === 'accepted') {
      this.commands.push(command)
      const old = this.#current('standings', (one) => `${one.dispatch_id}|${one.subject_id}`).get(`${body.dispatch_id}|${body.subject_id}`)
      const fold = () => this.stand({ dispatch_id: body.dispatch_id, subject_id: body.subject_id, asked: dispatch.asked, version: body.version, state: body.state, round: old && old.asked === dispatch.asked ? old.round : 1, said_at: command.made_at, by_me: true })
      if (this.lag) setTimeout(fold, this.lag)
      else fold()
    }
    return result
  }

  /** One sync. A cursor of another epoch, or none, gets everything. */
  sync({ cursor, commands = [] }) {
    const results = commands.map((command) => this.#take(command))
    const [epoch, since] = (cursor ?? '').split('.').map(Number)
    const full = !cursor || epoch !== this.epoch || !(since <= this.log.length)
    const after = full ? 0 : since
    const pick = (kind, key) => {
      const found = new Map()
      for (const one of this.log.slice(after)) if (one.kind === kind) found.set(key(one.body), one.body)
      return [...found.values()]
    }
    const key = (one) => `${one.dispatch_id}|${one.subject_id}`
    const all = this.#current('dispatches', (one) => one.id)
    const alive = (id) => (all.get(id)?.state ?? 'live') === 'live'
    let dispatches = pick('dispatches', (one) => one.id)
    let standings = pick('standings', key).filter((one) => one.asked >= (all.get(one.dispatch_id)?.asked ?? 0))
    let notices = pick('notices', (one) => one.id)
    if (full) {
      dispatches = dispatches.filter((one) => alive(one.id))
      standings = standings.filter((one) => alive(one.dispatch_id))
      notices = notices.filter((one) => alive(one.dispatch_id))
    }
    const lists = { results, dispatches, standings, notices }
    const said = full ? lists : Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length))
    return { cursor: `${this.epoch}.${this.log.length}`, now: new Date(this.now()).toISOString(), full, ...(full ? { me: this.me } : {}), ...said }
  }

  createUpload(length, sha256, filetype) {
    const id = randomUUID()
    this.uploads.set(id, { length, sha256, filetype, bytes: Buffer.alloc(0) })
    return id
  }

  /** Appends to an upload; the problem's code when the whole is not what was promised. */
  append(id, bytes) {
    const upload = this.uploads.get(id)
    upload.bytes = Buffer.concat([upload.bytes, bytes])
    if (upload.bytes.length < upload.length) return null
    if (createHash('sha256').update(upload.bytes).digest('hex') !== upload.sha256) return 'upload_damaged'
    if (upload.bytes.subarray(0, 3).toString('hex') !== 'ffd8ff') return 'photo_unreadable'
    this.photos.set(upload.sha256, upload.bytes)
    return null
  }
}
