/** The practice office behind HTTP. `faults` lets a test break things: {drop, cut, slowMs}. */
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'

const SENTENCES = {
  code_wrong: 'यह कोड सही नहीं है। SMS में देखकर फिर लिखें।',
  signed_out: 'फिर से साइन इन करें।',
  device_revoked: 'इस फ़ोन को हटा दिया गया है।',
  not_found: 'यह नहीं मिला।',
  upload_damaged: 'फ़ोटो रास्ते में खराब हो गई।',
  photo_unreadable: 'यह फ़ाइल फ़ोटो नहीं है। दूसरी फ़ोटो चुनें।',
}

async function bodyOf(request) {
  const pieces = []
  for await (const piece of request) pieces.push(piece)
  return Buffer.concat(pieces)
}

const metadataOf = (text = '') =>
  Object.fromEntries(text.split(',').filter(Boolean).map((pair) => pair.trim().split(' ')).map(([key, value]) => [key, Buffer.from(value ?? '', 'base64').toString()]))

export function serve(office, { faults = {}, extra = () => false } = {}) {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://x').pathname
    const send = (status, json, headers = {}) => {
      const text = json === null ? '' : JSON.stringify(json)
      response.writeHead(status, { 'Content-Type': status >= 400 ? 'application/problem+json' : 'application/json', ...headers })
      response.end(text)
    }
    const problem = (status, code, fields = {}) => send(status, { type: 'about:blank', title: SENTENCES[code] ?? code, status, code, ...fields })
    if (faults.drop?.(request, path)) return request.socket.destroy()
    const body = await bodyOf(request)
    if (faults.slowMs) await new Promise((done) => setTimeout(done, faults.slowMs))
    const cut = faults.cut?.(request, path)
    const finish = cut ? () => request.socket.destroy() : null

    if (await extra(request, response, path, body)) return undefined
    if (path === '/api/v1/sign-in/code') return send(204, null)
    if (path === '/api/v1/sign-in') {
      const { code } = JSON.parse(body)
      if (code !== '123456') return problem(422, 'code_wrong', { tries_left: 4 })
      const token = randomUUID()
      office.tokens.set(token, true)
      return send(200, { token, device_id: randomUUID(), me: office.me })
    }
    if (path.startsWith('/media/')) {
      const found = office.media.get(path.split('/')[2])
      if (!found) return problem(404, 'not_found')
      response.writeHead(200, { 'Content-Type': found.type })
      return response.end(found.bytes)
    }
    if (!path.startsWith('/api/v1/')) return problem(404, 'not_found')
    const token = (request.headers.authorization ?? '').replace('Bearer ', '')
    if (office.revoked.has(token)) return problem(401, 'device_revoked')
    if (!office.tokens.has(token)) return problem(401, 'signed_out')
    if (path === '/api/v1/sign-out') {
      office.tokens.delete(token)
      return send(204, null)
    }
    if (path === '/api/v1/sync') {
      const answer = office.sync(JSON.parse(body))
      return finish ? finish() : send(200, answer)
    }
    if (path === '/api/v1/uploads' && request.method === 'POST') {
      const { sha256, filetype } = metadataOf(request.headers['upload-metadata'])
      const id = office.createUpload(Number(request.headers['upload-length']), sha256, filetype)
      return finish ? finish() : send(201, null, { Location: `/api/v1/uploads/${id}`, 'Tus-Resumable': '1.0.0' })
    }
    const upload = office.uploads.get(path.split('/').pop())
    if (!upload) return problem(404, 'not_found')
    if (request.method === 'HEAD') return send(200, null, { 'Upload-Offset': String(upload.bytes.length), 'Upload-Length': String(upload.length), 'Tus-Resumable': '1.0.0' })
    if (Number(request.headers['upload-offset']) !== upload.bytes.length) return problem(409, 'offset')
    const wrong = office.append(path.split('/').pop(), body)
    if (finish) return finish()
    if (wrong) return problem(422, wrong)
    return send(204, null, { 'Upload-Offset': String(upload.bytes.length), 'Tus-Resumable': '1.0.0' })
  })
  return new Promise((done) => {
    const { port = 0 } = faults
    server.listen(port, '127.0.0.1', () => done({ server, url: `http://127.0.0.1:${server.address().port}` }))
  })
}
