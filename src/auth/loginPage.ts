import type { AppContext } from '../web/context.ts'
import { chooseEncoding, compressed, type Encoding } from '../web/encoding.ts'

type Rendered = { html: string; twins: Map<Encoding, Promise<Uint8Array<ArrayBuffer>>> }

const HEADERS = { 'Content-Type': 'text/html; charset=UTF-8', Vary: 'Accept-Encoding' }

/** The plain sign-in page is the same for everybody who reads one language: drawn and compressed once. */
export function createPlainPage(render: (c: AppContext) => Promise<string>): (c: AppContext) => Promise<Response> {
  const drawn = new Map<string, Promise<Rendered>>()

  const draw = (c: AppContext): Promise<Rendered> => {
    const key = c.get('locale')
    const known = drawn.get(key)
    if (known) return known
    const drawing = render(c).then((html) => ({ html, twins: new Map() }))
    drawn.set(key, drawing)
    drawing.catch(() => drawn.delete(key))
    return drawing
  }

  return async (c) => {
    const { html, twins } = await draw(c)
    const encoding = chooseEncoding(c.req.header('Accept-Encoding'))
    if (!encoding) return new Response(html, { headers: HEADERS })
    const twin = twins.get(encoding) ?? compressed(html, encoding, 'once')
    twins.set(encoding, twin)
    return new Response(await twin, { headers: { ...HEADERS, 'Content-Encoding': encoding } })
  }
}
