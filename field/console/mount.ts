/** Finds elements by attribute: now, and again whenever htmx puts new ones in. */

type Mounted = { refresh: () => void }
const mounted = new WeakMap<Element, Mounted>()

function mountIn(root: ParentNode, selector: string, mount: (element: HTMLElement) => Mounted): void {
  const found = [...root.querySelectorAll<HTMLElement>(selector)]
  if (root instanceof HTMLElement && root.matches(selector)) found.unshift(root)
  for (const element of found) {
    if (mounted.has(element)) continue
    const handle = mount(element)
    mounted.set(element, handle)
    const seconds = Number(element.dataset['refresh'] ?? 0)
    if (seconds > 0) {
      const timer = window.setInterval(() => {
        if (!element.isConnected) window.clearInterval(timer)
        else if (document.visibilityState === 'visible') handle.refresh()
      }, seconds * 1000)
    }
  }
}

export function mountAll(selector: string, mount: (element: HTMLElement) => Mounted): void {
  const start = (): void => {
    mountIn(document, selector, mount)
    document.body.addEventListener('htmx:load', (event) => {
      if (event.target instanceof HTMLElement) mountIn(event.target, selector, mount)
    })
  }
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start)
  else start()
}

/** The JSON behind an element's `data-src`, or null with the element's own failure sentence shown. */
export async function load<T>(element: HTMLElement): Promise<T | null> {
  const source = element.dataset['src']
  if (!source) return null
  try {
    const response = await fetch(source, { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
    if (!response.ok) throw new Error(String(response.status))
    element.removeAttribute('data-failed')
    return (await response.json()) as T
  } catch {
    element.setAttribute('data-failed', '')
    return null
  }
}

/** A colour of the page's own tokens, so that dark and light follow the console's CSS. */
export function token(element: HTMLElement, name: string, fallback: string): string {
  return getComputedStyle(element).getPropertyValue(name).trim() || fallback
}
