import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose'
import * as z from 'zod'
import { AppError } from '../errors.ts'

/** ms that a provider may take for one answer */
const TIMEOUT_MS = 5_000
/** ms for which what a provider says of itself is kept */
const FRESH_MS = 600_000

const metadata = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(['client_secret_basic']),
  authorization_response_iss_parameter_supported: z.boolean().default(false),
})

/** What a provider says of itself (OpenID Connect Discovery 1.0 §3), and the keys that it signs with. */
export type Discovered = z.output<typeof metadata> & { keys: JWTVerifyGetKey }

export type Discovery = {
  /**
   * With and without a slash at its end an issuer is the same; `issuer` of the answer is as the provider writes it.
   * Throws `provider_unreachable` and `provider_invalid`.
   */
  of(issuer: string): Promise<Discovered>
}

const withoutSlash = (url: string): string => url.replace(/\/$/, '')
const wellKnown = (issuer: string): string => `${withoutSlash(issuer)}/.well-known/openid-configuration`

/** JSON from a provider; it is sent nowhere else, and may not take for ever. */
export async function fetchJson(url: string, init: RequestInit = {}): Promise<{ ok: boolean; body: unknown }> {
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) })
    return { ok: response.ok, body: await response.json() }
  } catch (error) {
    throw new AppError('provider_unreachable', {}, { cause: error })
  }
}

async function discover(issuer: string): Promise<Discovered> {
  const { ok, body } = await fetchJson(wellKnown(issuer))
  const said = metadata.safeParse(body)
  if (!ok || !said.success || withoutSlash(said.data.issuer) !== withoutSlash(issuer)) throw new AppError('provider_invalid')
  const keys = createRemoteJWKSet(new URL(said.data.jwks_uri), { timeoutDuration: TIMEOUT_MS })
  return { ...said.data, keys }
}

/** Asks each provider once in ten minutes; one that failed is asked again at once. */
export function createDiscovery({ now }: { now: () => number }): Discovery {
  const kept = new Map<string, { found: Promise<Discovered>; at: number }>()
  return {
    of(issuer) {
      const known = kept.get(issuer)
      if (known && now() - known.at < FRESH_MS) return known.found
      const found = discover(issuer)
      kept.set(issuer, { found, at: now() })
      found.catch(() => kept.delete(issuer))
      return found
    },
  }
}
