/** The worker that sends after the app was closed: one plain file beside the app, fetched when the app is at rest. */
import { resolve } from 'node:path'
import { defineConfig } from 'vite'

export default defineConfig({
  publicDir: false,
  build: {
    outDir: resolve(import.meta.dirname, '../src/pankti/console/static/built/app'),
    emptyOutDir: false,
    target: ['chrome80', 'firefox90', 'safari14'],
    reportCompressedSize: false,
    rollupOptions: { input: resolve(import.meta.dirname, 'src/background.ts'), output: { format: 'iife', entryFileNames: 'background.js' } },
  },
})
