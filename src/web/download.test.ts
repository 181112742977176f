import { Hono } from 'hono'
import { expect, it } from 'vitest'
import type { AppEnv } from './context.ts'
import { sendDownload } from './download.ts'

/** A download of a hundred pieces, and what happened to it. */
function download(failsAt = Infinity) {
  const seen = { made: 0, ended: false, readers: 0, cutOff: () => undefined as void }
  async function* pieces() {
    try {
      for (; seen.made < 100; seen.made++) {
        if (seen.made === failsAt) throw new Error('the database is away')
        yield `piece ${seen.made}\n`
      }
    } finally {
      seen.ended = true
    }
  }
  const enter = (cutOff: () => void) => {
    seen.readers++
    seen.cutOff = cutOff
    return () => void seen.readers--
  }
  const app = new Hono<AppEnv>().get('/', (c) =>
    sendDownload(c, {
      filename: 'a.csv',
      contentType: 'text/csv',
      pieces: pieces(),
      reader: { enter } as Parameters<typeof sendDownload>[1]['reader'],
    }),
  )
  return { app, seen }
}

it('is sent whole, and its reader leaves at the end', async () => {
  const { app, seen } = download()
  const text = await (await app.request('/')).text()
  expect(text.trimEnd().split('\n')).toHaveLength(100)
  expect(seen).toMatchObject({ ended: true, readers: 0 })
})

it('is made no faster than it is read, and no further when its reader leaves', async () => {
  const { app, seen } = download()
  const reader = (await app.request('/')).body?.getReader()
  for (let n = 0; n < 3; n++) await reader?.read()
  expect(seen.made).toBeLessThan(6)
  expect(seen).toMatchObject({ ended: false, readers: 1 })
  await reader?.cancel()
  expect(seen).toMatchObject({ ended: true, readers: 0 })
})

it('breaks off when the right to read it ends', async () => {
  const { app, seen } = download()
  const reader = (await app.request('/')).body?.getReader()
  await reader?.read()
  seen.cutOff()
  await expect(reader?.read()).rejects.toThrow('cut off')
  expect(seen.readers).toBe(0)
})

it('is not begun for who asks for its head alone', async () => {
  const { app, seen } = download()
  const response = await app.request('/', { method: 'HEAD' })
  expect(response.headers.get('Content-Disposition')).toBe('attachment; filename="a.csv"')
  expect(seen).toMatchObject({ made: 0, readers: 0 })
})

it('breaks off when it cannot be read on, and its reader leaves', async () => {
  const { app, seen } = download(2)
  await expect((await app.request('/')).text()).rejects.toThrow('away')
  expect(seen).toMatchObject({ ended: true, readers: 0 })
})
