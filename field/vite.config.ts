import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin, type UserConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

import { cataloguePlugin } from './build/catalogue.mjs'
import { cutFonts } from './build/fonts.mjs'
import { iconOf, markSvg } from './build/marks.mjs'

const OUT = resolve(import.meta.dirname, '../src/pankti/console/static/built/app')
const PRACTICE = process.env['PANKTI_PRACTICE_URL'] ?? 'http://127.0.0.1:8123'

function marks(): Plugin {
  return {
    name: 'pankti-marks',
    apply: 'build',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'icon-192.png', source: iconOf(192, 0.86) })
      this.emitFile({ type: 'asset', fileName: 'icon-512.png', source: iconOf(512, 0.86) })
      this.emitFile({ type: 'asset', fileName: 'icon-maskable-512.png', source: iconOf(512, 0.62) })
      this.emitFile({ type: 'asset', fileName: 'mark.svg', source: markSvg() })
    },
  }
}

export default defineConfig(async (): Promise<UserConfig> => ({
  resolve: { alias: { 'pankti-fonts': await cutFonts() } },
  base: '/app/',
  publicDir: false,
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: ['chrome80', 'firefox90', 'safari14'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': PRACTICE, '/media': PRACTICE } },
  plugins: [
    vue(),
    cataloguePlugin(),
    marks(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'sw.ts',
      injectRegister: false,
      // The reader of codes is large and for phones without their own alone: it is kept when it was fetched once.
      injectManifest: { globPatterns: ['**/*.{js,css,html,woff2}'], globIgnores: ['**/jsQR-*.js'] },
      manifest: {
        id: '/app/',
        name: 'पंक्ति · Pankti',
        short_name: 'पंक्ति',
        lang: 'hi',
        start_url: '/app/',
        scope: '/app/',
        display: 'standalone',
        background_color: '#fbfaf7',
        theme_color: '#0f5e63',
        icons: [
          { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
    }),
  ],
}))
