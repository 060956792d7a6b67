/** From a tap to the outbox, with the words for when it does not fit. */
import { ref } from 'vue'

import type { Photo } from '../db/person'
import { t } from '../i18n/say'
import { NoRoom, give } from '../outbox/outbox'
import { now, person, send } from '../screens/session'
import type { AnswerBody, AnswerState } from '../state/types'
import type { Item } from '../state/waiting'

/** What went wrong with the last tap; empty when nothing did. */
export const trouble = ref('')

export const fullWords = (): string =>
  t('The phone is full, so this was not saved. Delete some photos or videos from the phone, then press again. What you saved before is safe.')

export type More = Pick<AnswerBody, 'number' | 'text' | 'photo' | 'reason'>

/** True when the answer is safely in the outbox. */
export async function answer(item: Item, state: AnswerState, more: More = {}, photo?: Photo): Promise<boolean> {
  if (!person.value) return false
  const subject = item.dispatch.subjects.find((one) => one.subject_id === item.subjectId)
  if (!subject) return false
  trouble.value = ''
  try {
    await give(person.value, {
      body: { dispatch_id: item.dispatch.id, version: item.dispatch.version, subject_id: item.subjectId, appointment_id: subject.appointment_id, state, ...more },
      title: item.dispatch.content.titles,
      now: Date.now(),
      photo,
      draftKey: state === 'seen' || state === 'acknowledged' ? undefined : item.key,
    })
  } catch (error) {
    if (state === 'seen') return false
    trouble.value = error instanceof NoRoom ? fullWords() : t('This could not be saved on the phone. Close the app, open it and try again.')
    if (!(error instanceof NoRoom)) console.error(error)
    return false
  }
  now.value = Date.now()
  send()
  return true
}
