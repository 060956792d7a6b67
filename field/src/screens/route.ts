/** Which screen: kept in the address, so that the phone's back button does what thumbs expect. */
import { nextTick, ref } from 'vue'

export type Route = { name: 'today' } | { name: 'account' } | { name: 'meetings' } | { name: 'meeting'; id: string; subject: string } | { name: 'directive'; id: string; subject: string } | { name: 'notice'; id: string } | { name: 'session'; id: string } | { name: 'record'; id: string } | { name: 'scan' } | { name: 'card' } | { name: 'door'; id: string }

function parse(hash: string): Route {
  const [name, id, subject] = hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent)
  if (name === 'account' || name === 'meetings') return { name }
  if ((name === 'directive' || name === 'meeting') && id && subject) return { name, id, subject }
  if ((name === 'notice' || name === 'session' || name === 'record' || name === 'door') && id) return { name, id }
  if (name === 'scan' || name === 'card') return { name }
  if (location.search.includes('at=PD1.')) return { name: 'scan' } // any camera leads here from the door's code
  return { name: 'today' }
}

export const route = ref<Route>(parse(location.hash))

export const addressOf = (to: Route): string => {
  if (to.name === 'directive' || to.name === 'meeting') return `#/${to.name}/${encodeURIComponent(to.id)}/${encodeURIComponent(to.subject)}`
  if (to.name === 'notice' || to.name === 'session' || to.name === 'record' || to.name === 'door') return `#/${to.name}/${encodeURIComponent(to.id)}`
  return `#/${to.name}`
}

/** The new screen's heading is what a screen reader says and where the keyboard goes on. */
async function land(): Promise<void> {
  await nextTick()
  window.scrollTo(0, 0)
  document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true })
}

let within = 0
window.addEventListener('hashchange', () => {
  route.value = parse(location.hash)
  void land()
})

export function go(to: Route): void {
  within++
  location.hash = addressOf(to)
}

/** Back to where the person came from; to the list when the app was opened here. */
export function back(): void {
  if (within > 0) {
    within--
    history.back()
  } else {
    location.hash = '#/today'
  }
}
