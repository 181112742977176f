import { once } from 'node:events'
import { join } from 'node:path'
import { startNode } from '../../bench/processes.ts'
import type { SentCall } from './upstreamProcess.ts'

export type Upstream = {
  url: string
  /** all calls so far, in the order in which they came */
  calls(): Promise<SentCall[]>
  stop(): Promise<void>
}

export async function startUpstream(): Promise<Upstream> {
  const { child, stop } = startNode([join(import.meta.dirname, 'upstreamProcess.ts')], {}, ['ignore', 'inherit', 'inherit', 'ipc'])
  const answer = async (): Promise<unknown> => ((await once(child, 'message')) as [unknown])[0]
  const url = (await answer()) as string
  return {
    url,
    async calls() {
      const report = answer()
      child.send('report')
      return (await report) as SentCall[]
    },
    stop,
  }
}
