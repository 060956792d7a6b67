/**
 * `npm run practice`: the built app under /app/ and a practice office behind it, on 127.0.0.1:8123. The code is 123456.
 * POST /practice/{issue,correct,withdraw,reopen,notice,revoke,units} plays the office; see the bodies below.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'

import { Office, practiceMe } from './office.mjs'
import { serve } from './http.mjs'

const BUILT = resolve(import.meta.dirname, '../../src/pankti/console/static/built/app')
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.woff2': 'font/woff2', '.webmanifest': 'application/manifest+json' }
const HOUR = 3600 * 1000

/** As the server says it: inline styles and scripts must not creep in. */
const CSP = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
const office = new Office(practiceMe(Number(process.argv[3] ?? 1)))
office.lag = 1500
const soon = (hours) => new Date(Math.ceil((Date.now() + hours * HOUR) / HOUR) * HOUR).toISOString()

function picture() {
  const bytes = readFileSync(join(BUILT, 'icon-512.png'))
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  office.media.set(sha256, { bytes, type: 'image/png' })
  return { sha256, name: 'paryavaran-patrak.png', size: bytes.length, media_type: 'image/png', url: `/media/${sha256}?until=1&sig=x` }
}

const first = office.issue({ titles: { hi: 'सफ़ाई की बैठक में आज शाम पहुँचें', en: 'Come to the cleaning-day meeting this evening' }, texts: { hi: 'आज शाम पंचायत भवन में सफ़ाई की बैठक है। अपने साथ बूथ का रजिस्टर लाएँ। पहुँचने के बाद "हो गया" दबाएँ।', en: 'There is a cleaning-day meeting at the Panchayat Bhavan this evening. Bring the booth register. Press Done once you have arrived.' } }, { proof: 'done', deadlineAt: soon(3) })
office.issue({ titles: { hi: 'आपके बूथ पर कितने लोगों को पौधे दिए गए?', en: 'How many people received saplings at your booth?' }, texts: { hi: 'पौधारोपण अभियान में जितने परिवारों को पौधे मिले, उनकी संख्या लिखें। साथ का पर्चा पढ़कर सुनाएँ।', en: 'Give the number of families who received saplings in the planting drive. Read the attached leaflet to them.' }, number_labels: { hi: 'परिवारों की संख्या', en: 'Number of families' }, attachments: existsSync(BUILT) ? [picture()] : [] }, { proof: 'number', deadlineAt: soon(26) })
office.issue({ titles: { hi: 'बूथ समिति की बैठक की एक फ़ोटो भेजें', en: 'Send one photo of the booth committee meeting' }, texts: { hi: 'बैठक की एक साफ़ फ़ोटो भेजें जिसमें सभी सदस्य दिखें।', en: 'Send one clear photo of the meeting with all members in it.' } }, { proof: 'photo', deadlineAt: soon(100) })
office.issue({ titles: { hi: 'नया हेल्पलाइन नंबर सबको बताएँ', en: 'Tell everyone the new helpline number' }, texts: { hi: 'कार्यालय का हेल्पलाइन नंबर बदल गया है। अपने बूथ के सभी सदस्यों को बताएँ।', en: 'The office helpline number has changed. Tell all members of your booth.' } }, { proof: 'acknowledge', deadlineAt: soon(-20) })
office.issue({ titles: { hi: 'राहत सामग्री बाँटने में आई दिक्कतें लिखें', en: 'Write down difficulties in handing out relief' }, texts: { hi: 'दो-तीन वाक्य में लिखें कि सामग्री बाँटते समय क्या दिक्कत आई।', en: 'Write in two or three sentences what was difficult.' } }, { proof: 'text' })
office.notice({ dispatch_id: first.id, unit_id: 'm', unit_names: { hi: 'तालवनी मंडल', en: 'Talvani mandal' }, silent: 3, expected: 62, silent_units: [{ id: '1', names: { hi: 'बूथ 138 · जूनियर हाई स्कूल, पीपलवनी', en: 'Booth 138 · Junior High School, Pipalvani' } }, { id: '2', names: { hi: 'बूथ 151 · प्राथमिक विद्यालय, कमलताल', en: 'Booth 151 · Primary School, Kamaltal' } }, { id: '3', names: { hi: 'बूथ 160', en: 'Booth 160' } }] })

const play = {
  issue: ({ content, ...options }) => office.issue(content, options),
  correct: ({ id, content, answers_stand: answersStand }) => office.correct(id ?? first.id, content, { answersStand }),
  withdraw: ({ id }) => office.end(id ?? first.id),
  reopen: ({ id, subject_id: subject }) => office.reopen(id, subject ?? 'unit-1'),
  notice: (body) => office.notice(body),
  revoke: () => office.tokens.forEach((_, token) => office.revoked.add(token)),
  forget: () => office.tokens.clear(),
  ids: () => office.sync({ cursor: null }).dispatches.map((one) => [one.id, one.proof]),
  commands: () => office.commands,
}

const { url } = await serve(office, {
  faults: { port: Number(process.argv[2] ?? 8123) },
  extra: (request, response, path, body) => {
    if (path.startsWith('/practice/')) {
      const verb = play[path.split('/')[2]]
      response.writeHead(verb ? 200 : 404, { 'Content-Type': 'application/json' })
      response.end(JSON.stringify(verb?.(body.length ? JSON.parse(body) : {}) ?? null))
      return true
    }
    if (path === '/') {
      response.writeHead(302, { Location: '/app/' })
      response.end()
      return true
    }
    if (!path.startsWith('/app')) return false
    const asked = join(BUILT, path.slice(5))
    const file = asked.startsWith(BUILT) && existsSync(asked) && statSync(asked).isFile() ? asked : join(BUILT, 'index.html')
    response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', 'Cache-Control': 'no-cache', 'Content-Security-Policy': CSP })
    response.end(readFileSync(file))
    return true
  },
})
console.log(`practice: ${url}/app/  (any number, code 123456)`)
