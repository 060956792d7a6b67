import { describe, expect, it } from 'vitest'

import { askToBeWoken, sendInBackground } from '../src/sync/background'
import { UNDO_MS } from '../src/state/sending'
import { Phone } from './phone'

const CONTENT = { titles: { hi: 'निर्देश' }, texts: {} }

describe('sending after the app was closed', () => {
  it('sends what waits, and waits for the minute in which it may be taken back', async () => {
    const phone = await Phone.start()
    const { id } = phone.office.issue(CONTENT)
    await phone.sync()
    await phone.answer(id, 'acknowledged')
    phone.crash()
    phone.db.close()
    const slept: number[] = []
    await sendInBackground(phone.door, () => phone.now, async (ms) => {
      slept.push(ms)
      phone.wait(ms)
    })
    expect(slept).toEqual([UNDO_MS + 50])
    expect(phone.office.commands).toHaveLength(1)
    phone.crash()
    expect(await phone.waiting()).toHaveLength(0)
  })

  it('asks to be woken again while the network is gone, and loses nothing', async () => {
    const phone = await Phone.start()
    const { id } = phone.office.issue(CONTENT)
    await phone.sync()
    await phone.answer(id, 'acknowledged')
    phone.wait(UNDO_MS)
    phone.faults.drop = () => true
    await expect(sendInBackground(phone.door, () => phone.now)).rejects.toThrow()
    phone.crash()
    expect(await phone.waiting()).toHaveLength(1)
    phone.faults.drop = undefined
    await sendInBackground(phone.door, () => phone.now)
    expect(phone.office.commands).toHaveLength(1)
  })

  it('has nothing to do where nobody is signed in or nothing waits', async () => {
    const phone = await Phone.start()
    await sendInBackground(phone.door, () => phone.now)
    expect(phone.office.commands).toHaveLength(0)
    const { id } = phone.office.issue(CONTENT)
    await phone.sync()
    await phone.answer(id, 'acknowledged')
    phone.wait(UNDO_MS)
    await phone.db.meta.delete('token')
    await sendInBackground(phone.door, () => phone.now)
    expect(phone.office.commands).toHaveLength(0)
  })

  it('does without where the browser cannot', async () => {
    expect(await askToBeWoken()).toBe(false)
  })
})
