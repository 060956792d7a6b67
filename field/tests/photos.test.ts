import { readFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'

import { iconOf } from '../build/marks.mjs'
import { LONG_SIDE, PhotoError, fitted, shrink, sizeOf } from '../src/photos'

const jpeg = (width: number, height: number): Uint8Array => {
  const head = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 17, 8, height >> 8, height & 255, width >> 8, width & 255, 3]
  return new Uint8Array([...head, ...Array<number>(20).fill(0)])
}

describe('photos', () => {
  it('fit into 1280 px and never grow', () => {
    expect(fitted(4000, 3000)).toEqual({ width: LONG_SIDE, height: 960 })
    expect(fitted(3000, 4000)).toEqual({ width: 960, height: LONG_SIDE })
    expect(fitted(640, 480)).toEqual({ width: 640, height: 480 })
    expect(fitted(9000, 2)).toEqual({ width: LONG_SIDE, height: 1 })
  })

  it('of more than 40 megapixels are turned away before they are decoded', async () => {
    expect(() => fitted(8000, 5001)).toThrow(PhotoError)
    expect(sizeOf(jpeg(9000, 6000))).toEqual({ width: 9000, height: 6000 })
    await expect(shrink(new Blob([jpeg(9000, 6000) as BlobPart], { type: 'image/jpeg' }), 0)).rejects.toMatchObject({ trouble: 'too_large' })
  })

  it('that are no photos are turned away', async () => {
    await expect(shrink(new Blob(['न फ़ोटो'], { type: 'text/plain' }), 0)).rejects.toMatchObject({ trouble: 'not_a_photo' })
    await expect(shrink(new Blob(['<html>'], { type: 'image/jpeg' }), 0)).rejects.toMatchObject({ trouble: 'cannot_read' })
    expect(sizeOf(deflateSync(readFileSync(import.meta.filename)))).toBeNull()
  })

  it('tell their size from their head', () => {
    expect(sizeOf(iconOf(192, 0.8))).toEqual({ width: 192, height: 192 })
    const vp8x = new Uint8Array(30)
    vp8x.set([...'RIFF'].map((one) => one.charCodeAt(0)))
    vp8x.set([...'WEBPVP8X'].map((one) => one.charCodeAt(0)), 8)
    vp8x.set([0xff, 0x0f, 0, 0xff, 0x07, 0], 24)
    expect(sizeOf(vp8x)).toEqual({ width: 4096, height: 2048 })
  })
})
