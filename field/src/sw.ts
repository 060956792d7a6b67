/** Keeps the app's shell (never anybody's data), so that the app opens without network. */
import { addPlugins, cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

declare const self: ServiceWorkerGlobalScope

// The shell is the same in every language and encoding. Kept with the server's `Vary`, it would not be found again by a
// browser that names its languages in the request, and the app would not open without network.
addPlugins([
  {
    cacheWillUpdate: async ({ response }) => {
      if (response.status >= 400) return null
      const headers = new Headers(response.headers)
      headers.delete('Vary')
      return new Response(response.body, { status: response.status, statusText: response.statusText, headers })
    },
  },
])
precacheAndRoute(self.__WB_MANIFEST)
cleanupOutdatedCaches()
registerRoute(new NavigationRoute(createHandlerBoundToURL('index.html'), { allowlist: [/^\/app(\/|$)/] }))

self.addEventListener('message', (event) => {
  if ((event.data as { type?: string } | null)?.type === 'SKIP_WAITING') void self.skipWaiting()
})
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
