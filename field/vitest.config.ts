import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

import { cataloguePlugin } from './build/catalogue.mjs'

export default defineConfig({
  plugins: [vue(), cataloguePlugin()],
  test: { include: ['tests/**/*.test.ts'], environment: 'node', setupFiles: ['tests/setup.ts'], testTimeout: 20_000 },
})
