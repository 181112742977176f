import decodeQR from 'qr/decode.js'
import { expect, it } from 'vitest'
import { drawQr } from './qrDrawing.ts'

const PIXELS = 4

/** What a camera sees of a drawing. */
function photograph(size: number, path: string) {
  const side = size * PIXELS
  const data = new Uint8Array(side * side * 4).fill(255)
  for (const [, x = '', y = ''] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g))
    for (let row = 0; row < PIXELS; row++) {
      const from = ((Number(y) * PIXELS + row) * side + Number(x) * PIXELS) * 4
      for (let pixel = 0; pixel < PIXELS; pixel++) data.fill(0, from + pixel * 4, from + pixel * 4 + 3)
    }
  return { width: side, height: side, data }
}

it.each(['otpauth://totp/AIChat:admin?secret=GEZDGNBVGY3TQOJQ&issuer=AIChat', 'x'.repeat(300)])(
  'is read by a camera: %.60s',
  async (text) => {
    const { size, path } = await drawQr(text)
    expect(path.replaceAll(/M\d+ \d+h1v1h-1z/g, '')).toBe('')
    expect(decodeQR(photograph(size, path))).toBe(text)
  },
)
