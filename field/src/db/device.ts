/** The little that outlives a sign-out: whose phone this is now, language, size of type. */
const KEYS = { person: 'pankti.person', language: 'pankti.language', size: 'pankti.size', leaving: 'pankti.leaving' } as const

type Key = keyof typeof KEYS

export function recall(key: Key): string | null {
  try {
    return localStorage.getItem(KEYS[key])
  } catch {
    return null
  }
}

export function remember(key: Key, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(KEYS[key])
    else localStorage.setItem(KEYS[key], value)
  } catch {
    // A browser that keeps nothing still works until it is closed.
  }
}

export type Room = { used: number; free: number }

/** How much the app holds and may still hold; null where the browser does not say. */
export async function estimateRoom(): Promise<Room | null> {
  const estimate = await navigator.storage?.estimate?.()
  if (!estimate || estimate.quota === undefined || estimate.usage === undefined) return null
  return { used: estimate.usage, free: Math.max(0, estimate.quota - estimate.usage) }
}

/** Below this a photo and its answer may not fit. */
export const TIGHT = 20 * 1024 * 1024

export async function askToKeep(): Promise<void> {
  await navigator.storage?.persist?.()
}
