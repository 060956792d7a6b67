/** What travels between phone and server, and what stands on the phone's shelf. No DOM, no network. */

import type { Written } from './record'

export type Names = Record<string, string>
export type Proof = 'acknowledge' | 'done' | 'number' | 'text' | 'photo' | 'attendance'
/** What is said to a call: one comes, does not, or sends somebody. The latest counts. */
export type Coming = 'attending' | 'declined' | 'deputy'
export type Said = 'seen' | 'acknowledged' | 'refused' | 'done' | 'reopened' | Coming
export type AnswerState = Exclude<Said, 'reopened'>

export type Unit = { id: string; names: Names; level: { code: string; names: Names } }
export type Appointment = {
  id: string
  post: { code: string; names: Names }
  is_lead: boolean
  may_answer: boolean
  unit: Unit
  above: { id: string; names: Names }[]
}
export type Me = {
  person: { id: string; names: Names; language: string }
  organisation: { names: Names; time_zone: string; languages: string[]; is_demo: boolean }
  appointments: Appointment[]
}

export type Attachment = { sha256: string; name: string; size: number; media_type: string; url: string }
export type Content = {
  titles: Names
  texts: Names
  number_labels?: Names
  what_changed?: Names
  answers_stand?: boolean
  from?: { post: Names; unit: Names }
  /** What it comes from, in words: "decided at the meeting …". */
  source?: Names
  attachments?: Attachment[]
  end_reason?: string
} & Partial<Call>
export type Part = { role: string; appointment_id: string | null; names: Names; post_names: Names; unit_names: Names }
/** What a call to a meeting says beside its words. */
export type Call = {
  meeting_id: string
  mode: 'in_person' | 'video' | 'both'
  place: { names: Names; address: string; latitude: number | null; longitude: number | null }
  starts_at: string | null
  ends_at: string | null
  link: string
  sequence: number
  parts: Part[]
  agenda: { titles: Names; minutes: number | null }[]
}
export type Dispatch = {
  id: string
  kind: string
  state: 'live' | 'withdrawn' | 'closed'
  version: number
  asked: number
  change_no: number
  issued_at: string
  deadline_at: string | null
  proof: Proof
  subjects: { subject_id: string; appointment_id: string }[]
  content: Content
}
export type Standing = {
  dispatch_id: string
  asked: number
  subject_id: string
  state: Said
  version: number
  round: number
  said_at: string
  by_me: boolean
}
export type Notice = {
  id: string
  kind: 'reminder' | 'escalation'
  dispatch_id: string
  unit_id: string
  unit_names: Names
  silent: number
  expected: number
  fired_at: string
  silent_units: { id: string; names: Names }[]
  titles?: Names
}

/** One meeting out of many that share a call: my unit's own hour and link. `gone`: it is not mine any more. */
export type Session = {
  id: string
  dispatch_id: string | null
  origin: string
  state: 'called' | 'held' | 'cancelled' | 'gone'
  version: number
  unit_id: string
  unit_names: Names
  titles: Names
  starts_at: string
  ends_at: string
  link: string
  end_reason: string
  change_no: number
  parts: { appointment_id: string; role: string }[]
}

export type AnswerBody = {
  dispatch_id: string
  version: number
  subject_id: string
  appointment_id: string
  state: AnswerState
  number?: number
  text?: string
  photo?: string
  reason?: string
  /** Of a session's report alone (`session.report`): whether it took place, and how many came. */
  session_id?: string
  is_held?: boolean
  heads?: number
  /** Of a record's lines alone (`minute.add`, `minute.change`): which entry of which meeting, and what it says. */
  meeting_id?: string
  entry_id?: string
  base?: number
  said?: Written
  /** Of attendance alone: the door's code, somebody's card, a name tapped in the list, a guest, a tap taken back. */
  code?: string
  card?: string
  person_id?: string
  guest?: string
  arrival_id?: string
}
export type CommandName = 'answer.give' | 'session.report' | 'minute.add' | 'minute.change' | 'attendance.come' | 'attendance.take' | 'attendance.take_back'
export type Command = { id: string; name: CommandName; made_at: string; body: AnswerBody }
export type Result = { id: string; status: 'accepted' } | { id: string; status: 'refused'; code: string; sentence: string }

export type Changes = { full: boolean; dispatches: Dispatch[]; standings: Standing[]; notices: Notice[]; sessions: Session[] }
export type Pull = Changes & { cursor: string; now: string; results: Result[]; me: Me | null }

/**
 * A command on its way. `waiting`: not yet answered by the server; `refused`: kept with its sentence until
 * dismissed; `accepted`: gone from the outbox, shown as said until the server's own standing arrives.
 */
export type Outgoing = {
  seq?: number
  id: string
  state: 'waiting' | 'refused' | 'accepted'
  command: Command
  not_before: number
  title: Names
  code?: string
  sentence?: string
  settled_at?: number
  /** The server had lost the photo once; it was sent anew under a new id. */
  is_second_try?: boolean
}

export type Shelf = {
  dispatches: Readonly<Record<string, Dispatch>>
  standings: Readonly<Record<string, Standing>>
  notices: Readonly<Record<string, Notice>>
  sessions: Readonly<Record<string, Session>>
}
export const EMPTY: Shelf = { dispatches: {}, standings: {}, notices: {}, sessions: {} }
