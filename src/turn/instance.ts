import type { Kv } from '../kv/kv.ts'
import type { Logger } from '../log.ts'

const LEASE_MS = 15_000
const RENEW_MS = 5_000

const leaseOf = (instance: string): string => `instance:${instance}`

export type Instance = {
  readonly id: string
  /** Whether the process of that name still lives, as its lease says; without an answer it is taken to live. */
  isAlive(instance: string): Promise<boolean>
  close(): Promise<void>
}

/** This process among those that share a database: known to live for as long as it renews its lease. */
export async function joinInstances(kv: Kv, id: string, log: Logger): Promise<Instance> {
  const renew = async () => {
    try {
      if (!(await kv.renew(leaseOf(id), id, LEASE_MS))) await kv.acquire(leaseOf(id), id, LEASE_MS)
    } catch (error) {
      log.debug({ err: error }, 'the lease of this process could not be renewed')
    }
  }
  await renew()
  const timer = setInterval(() => void renew(), RENEW_MS).unref()
  return {
    id,
    isAlive: (other) =>
      other === id
        ? Promise.resolve(true)
        : kv.get(leaseOf(other)).then(
            (owner) => owner !== null,
            () => true,
          ),
    async close() {
      clearInterval(timer)
      await kv.release(leaseOf(id), id).catch(() => false)
    },
  }
}
