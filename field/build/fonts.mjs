/** The faces of Noto Sans Devanagari that we ship: two weights, Devanagari and Latin. */
import { join } from 'node:path'

const RANGES = {
  devanagari: 'U+0900-097F, U+1CD0-1CF9, U+200C-200D, U+20A8, U+20B9, U+20F0, U+25CC, U+A830-A839, U+A8E0-A8FF',
  latin: 'U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-200B, U+200E-206F, U+20AC, U+2122, U+2191, U+2193, U+2212',
}

/** One entry per file: where it lies, what it is called by us, its @font-face. */
export function fontFaces(packageFolder) {
  return [400, 600].flatMap((weight) =>
    Object.entries(RANGES).map(([subset, range]) => {
      const file = `noto-sans-devanagari-${subset}-${weight}.woff2`
      return {
        file,
        source: join(packageFolder, 'files', `noto-sans-devanagari-${subset}-${weight}-normal.woff2`),
        css: `@font-face {
  font-family: "Noto Sans Devanagari";
  font-style: normal;
  font-weight: ${weight};
  font-display: swap;
  src: url("${file}") format("woff2");
  unicode-range: ${range};
}
`,
      }
    }),
  )
}
