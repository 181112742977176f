import type { LookupFunction } from 'node:net'
import { AppError, type Reason } from '../errors.ts'
import { literalAddress, isPublicAddress, publicLookup } from '../addresses.ts'

/** How names are looked up; for tests. */
export type ReachDeps = { lookup?: LookupFunction | undefined }

export type Reach = {
  baseUrl: string
  /** its DNS decides where the server's name leads, and nobody here sees it: then the proxy is what is looked at, beside a bare address */
  proxy: string | null
  allowPrivate: boolean
}

/**
 * Refuses what leads inside, for whoever saves it; each connection looks again. A name that is not known now may be later.
 * Throws `base_url_private` and `proxy_private`.
 */
export async function checkReach({ lookup }: ReachDeps, { baseUrl, proxy, allowPrivate }: Reach): Promise<void> {
  if (allowPrivate) return
  if (await leadsInside(new URL(baseUrl), proxy === null ? lookup : null)) throw refused('base_url_private', 'base_url')
  if (proxy !== null && (await leadsInside(new URL(proxy), lookup))) throw refused('proxy_private', 'proxy')
}

const refused = (reason: Reason, field: string): AppError => new AppError(reason, { field })

async function leadsInside(url: URL, lookup: LookupFunction | null | undefined): Promise<boolean> {
  const address = literalAddress(url)
  if (address !== null) return !isPublicAddress(address)
  if (lookup === null) return false
  const ask = publicLookup(lookup)
  return new Promise((resolve) => ask(url.hostname, { all: true }, (error) => resolve(error?.code === 'EPRIVATE')))
}
