import type { Upstream } from '../llm/llm.ts'
import { createTransport, type Transport } from '../llm/transport.ts'
import { secretOwner, type Vault } from '../secrets.ts'
import type { KeyHeaders } from './keyInput.ts'
import type { KeyRow } from './queries.ts'
import type { ReachDeps } from './reach.ts'

/** What is stored of a key, readable, and how its server is reached. */
export type OpenKey = { upstream: Upstream; transport: Transport }
export type SealedKey = Pick<KeyRow, 'id' | 'baseUrl' | 'secret' | 'headers' | 'proxy' | 'allowPrivate'>

export type Keyring = {
  /** Opened once for each time that the keys are read. */
  open(key: KeyRow): OpenKey
}

export function openHeaders(vault: Vault, { id, headers }: Pick<KeyRow, 'id' | 'headers'>): KeyHeaders {
  return headers === null ? {} : (JSON.parse(vault.open(headers, secretOwner.keyHeaders(id))) as Record<string, string>)
}

export const openProxy = (vault: Vault, { id, proxy }: Pick<KeyRow, 'id' | 'proxy'>): string | null =>
  proxy === null ? null : vault.open(proxy, secretOwner.keyProxy(id))

/** Connections are kept apart by what a key may reach, and by its proxy. `transport`: instead of all of them. */
export function createKeyring(vault: Vault, { lookup }: ReachDeps, transport?: Transport): Keyring {
  const opened = new WeakMap<KeyRow, OpenKey>()
  const transports = new Map<string, Transport>()

  function transportOf(key: SealedKey): Transport {
    const proxy = openProxy(vault, key)
    const name = `${key.allowPrivate} ${proxy}`
    const known = transport ?? transports.get(name)
    if (known) return known
    const made = createTransport({ isPublicOnly: !key.allowPrivate, proxy: proxy === null ? null : new URL(proxy), lookup })
    transports.set(name, made)
    return made
  }

  return {
    open(key) {
      const known = opened.get(key)
      if (known) return known
      const apiKey = key.secret === null ? null : vault.open(key.secret, secretOwner.apiKey(key.id))
      const upstream = { baseUrl: key.baseUrl, apiKey, headers: openHeaders(vault, key) }
      const open = { upstream, transport: transportOf(key) }
      opened.set(key, open)
      return open
    },
  }
}
