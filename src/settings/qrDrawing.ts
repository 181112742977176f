import type { QrDrawing } from '../../templates/settings/qr.tsx'

/** modules of light around it, which cameras need to find it */
const BORDER = 4

/** The encoder is loaded when first needed. */
export async function drawQr(text: string): Promise<QrDrawing> {
  const { encodeQR } = await import('qr')
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: BORDER })
  const squares = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')))
  return { size: rows.length, path: squares.join('') }
}
