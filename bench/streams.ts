import { once } from 'node:events'
import { join } from 'node:path'
import type { Request } from './http.ts'
import { type Process, startNode } from './processes.ts'

export type Streams = Process & {
  /** events that arrived so far */
  count(): Promise<number>
  ended: Promise<unknown>
}

/** Opens streams from another process and resolves when all of them have begun. */
export async function openStreams(request: Request, streams: number): Promise<Streams> {
  const load = startNode([join(import.meta.dirname, 'load.ts'), JSON.stringify({ request, streams })], {}, [
    'ignore',
    'inherit',
    'inherit',
    'ipc',
  ])
  const { child } = load
  const exit = once(child, 'exit').then(([code]) => {
    if (code !== 0 && code !== null) throw new Error('the streams broke off')
  })
  const heard = async (wanted: (message: unknown) => boolean): Promise<unknown> => {
    for (;;) {
      const [message] = (await once(child, 'message')) as [unknown]
      if (wanted(message)) return message
    }
  }
  const ended = heard((message) => message === 'ended')
  await Promise.race([heard((message) => message === 'open'), exit.then(() => Promise.reject(new Error('the streams ended at once')))])
  exit.catch(() => {})
  return {
    ...load,
    ended,
    async count() {
      const answer = heard((message) => typeof message === 'number')
      child.send('count')
      return (await answer) as number
    },
  }
}
