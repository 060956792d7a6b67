/**
 * A worker of its own that controls no page: the browser wakes it to send the outbox after the app was closed. Apart
 * from `sw.ts`, so that the first load does not carry the database.
 */
import { TAG, sendInBackground } from './sync/background'
import { browserDoor } from './sync/http'

declare const self: ServiceWorkerGlobalScope

self.addEventListener('install', () => void self.skipWaiting())
self.addEventListener('sync', (event) => {
  const waking = event as ExtendableEvent & { tag: string }
  if (waking.tag === TAG) waking.waitUntil(sendInBackground(browserDoor(() => 'hi')))
})
