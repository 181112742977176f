import { jwtVerify } from 'jose'
import * as z from 'zod'
import { AppError } from '../errors.ts'
import { type Discovered, fetchJson } from './discovery.ts'
import { challengeOf, type Pending } from './pending.ts'

/** Signatures with a key of the provider's own: never one that the client's secret could make. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']
/** seconds that the provider's clock may be off */
const CLOCK_TOLERANCE = 60

/** How we are known at a provider; without a secret as a public client. */
export type Client = { clientId: string; secret: string | null }

const claims = z.object({
  sub: z.string().min(1).max(255),
  nonce: z.string(),
  azp: z.string().optional(),
  preferred_username: z.string().optional().catch(undefined),
  name: z.string().optional().catch(undefined),
  email: z.string().optional().catch(undefined),
})

/** Who somebody is at the provider; `names`: what the person may be called here, the best first. */
export type Identity = { subject: string; names: string[] }

/** Where the browser goes to sign in (OpenID Connect Core 1.0 §3.1.2.1, with PKCE). */
export function authorizationUrl(provider: Discovered, { clientId, scopes }: { clientId: string; scopes: string }, pending: Pending): URL {
  const url = new URL(provider.authorization_endpoint)
  const parameters = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: pending.redirectUri,
    scope: scopes,
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: challengeOf(pending.verifier),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url
}

/** RFC 6749 §2.3.1: both parts are encoded as in a form before they are joined. */
const formEncoded = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1)

function authentication(
  provider: Discovered,
  { clientId, secret }: Client,
): { headers: Record<string, string>; fields: Record<string, string> } {
  if (secret === null) return { headers: {}, fields: { client_id: clientId } }
  if (!provider.token_endpoint_auth_methods_supported.includes('client_secret_basic'))
    return { headers: {}, fields: { client_id: clientId, client_secret: secret } }
  const pair = Buffer.from(`${formEncoded(clientId)}:${formEncoded(secret)}`).toString('base64')
  return { headers: { Authorization: `Basic ${pair}` }, fields: {} }
}

/** Changes the code for an ID token. Throws `provider_refused` and `provider_unreachable`. */
export async function fetchIdToken(
  provider: Discovered,
  client: Client,
  code: string,
  { redirectUri, verifier }: Pending,
): Promise<string> {
  const { headers, fields } = authentication(provider, client)
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier, ...fields }
  const { ok, body } = await fetchJson(provider.token_endpoint, {
    method: 'POST',
    headers: { ...headers, Accept: 'application/json' },
    body: new URLSearchParams(form),
  })
  const answer = z.object({ id_token: z.string() }).safeParse(body)
  if (!ok || !answer.success) throw new AppError('provider_refused')
  return answer.data.id_token
}

type Expected = { clientId: string; nonce: string; now: number }

/** Whom an ID token is about (OpenID Connect Core 1.0 §3.1.3.7). Throws `provider_invalid` where anything does not fit. */
export async function readIdToken(provider: Discovered, token: string, { clientId, nonce, now }: Expected): Promise<Identity> {
  const options = {
    algorithms: ALGORITHMS,
    issuer: provider.issuer,
    audience: clientId,
    clockTolerance: CLOCK_TOLERANCE,
    currentDate: new Date(now),
    requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
  }
  const { payload } = await jwtVerify(token, provider.keys, options).catch((error: unknown) => {
    throw new AppError('provider_invalid', {}, { cause: error })
  })
  const about = claims.safeParse(payload).data
  const isForUs = about?.azp === undefined ? !Array.isArray(payload.aud) || payload.aud.length === 1 : about.azp === clientId
  if (!about || about.nonce !== nonce || !isForUs) throw new AppError('provider_invalid')
  const { sub, preferred_username: username, name, email } = about
  return { subject: sub, names: [username, name, email?.split('@')[0]].filter((wish) => wish !== undefined && wish !== '') as string[] }
}
