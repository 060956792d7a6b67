/** The app's own renewal: a new version waits until the person lets it in. */
import { ref } from 'vue'

export const renewable = ref(false)
let waiting: ServiceWorker | null = null

export function renew(): void {
  waiting?.postMessage({ type: 'SKIP_WAITING' })
}

function offer(worker: ServiceWorker | null): void {
  if (!worker || !navigator.serviceWorker.controller) return
  waiting = worker
  renewable.value = true
}

export async function watchForUpdates(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  let reloading = false
  const controlled = navigator.serviceWorker.controller !== null
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (!controlled || reloading) return
    reloading = true
    location.reload()
  })
  const registration = await navigator.serviceWorker.register(`${import.meta.env.BASE_URL}sw.js`, { scope: import.meta.env.BASE_URL })
  offer(registration.waiting)
  registration.addEventListener('updatefound', () => {
    const fresh = registration.installing
    fresh?.addEventListener('statechange', () => fresh.state === 'installed' && offer(fresh))
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void registration.update().catch(() => undefined)
  })
}
