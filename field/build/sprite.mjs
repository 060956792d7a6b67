/**
 * One SVG sprite of the Lucide outlines in use: `<symbol id="i-NAME">`.
 *
 * In use means: named in `console/icons.txt`, or referred to as `#i-NAME` by a
 * template, script or Python file of the server.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)
const ICONS = join(dirname(require.resolve('lucide-static/package.json')), 'icons')
const READ = /\.(html|py|js|txt|svg)$/
const SKIP = new Set(['built', 'migrations', '__pycache__', 'node_modules'])

/** Names after `#i-` in every file under `folder`. */
export function iconsIn(folder) {
  const found = new Set()
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (!SKIP.has(entry.name)) for (const name of iconsIn(path)) found.add(name)
    } else if (READ.test(entry.name)) {
      for (const [, name] of readFileSync(path, 'utf8').matchAll(/#i-([a-z0-9-]*[a-z0-9])/g)) found.add(name)
    }
  }
  return found
}

/** One `<symbol>`; null when Lucide has no icon of that name. */
export function symbolOf(name) {
  let svg
  try {
    svg = readFileSync(join(ICONS, `${name}.svg`), 'utf8')
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
    return null
  }
  const inner = svg
    .slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'))
    .replace(/\s+/g, ' ')
    .replace(/> </g, '><')
    .trim()
  return `<symbol id="i-${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`
}

/** The whole sprite. Names without an icon are told to `warn` and left out. */
export function spriteOf(names, warn) {
  const symbols = []
  for (const name of [...new Set(names)].sort()) {
    const symbol = symbolOf(name)
    if (symbol) symbols.push(symbol)
    else warn(`icons: Lucide has no "${name}"`)
  }
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('\n')}</svg>\n`
}
