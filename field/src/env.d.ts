/// <reference types="vite/client" />

declare module 'virtual:catalogue/*' {
  const catalogue: { plural: (n: number) => number; messages: Record<string, string | string[]> }
  export default catalogue
}

interface ServiceWorkerGlobalScope {
  __WB_MANIFEST: { url: string; revision: string | null }[]
}
