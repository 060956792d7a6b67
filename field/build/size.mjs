/** What the first load costs over the wire: gzip for text, as they are for fonts and pictures. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'

const OUT = resolve(import.meta.dirname, '../../src/pankti/console/static/built/app')
const BUDGET = 200 * 1000
const PACKED = /\.(woff2|png|jpg|webp)$/

if (!existsSync(OUT)) throw new Error('Nothing built yet: npm run build')

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* files(path)
    else yield path
  }
}

/** What is fetched only at a door (`Door`, and `jsQR` where the phone reads no codes itself) is no first load. Icons are fetched by the launcher, and the worker for sending after the end when the app is at rest; the rest counts. */
const counted = [...files(OUT)].filter((path) => !/icon-.*\.png$|mark\.svg$|background\.js$|LICENSE|assets\/(Door|jsQR)-/.test(path))
let total = 0
for (const path of counted.sort()) {
  const bytes = readFileSync(path)
  const size = PACKED.test(path) ? bytes.length : gzipSync(bytes, { level: 9 }).length
  total += size
  console.log(`${(size / 1000).toFixed(1).padStart(8)} kB  ${relative(OUT, path)}`)
}
console.log(`${(total / 1000).toFixed(1).padStart(8)} kB  first load, of ${BUDGET / 1000} kB allowed`)
if (process.argv.includes('--check') && total > BUDGET) {
  console.error('The first load is over its budget.')
  process.exitCode = 1
}
