import { exportJWK, generateKeyPair } from 'jose'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import { vi } from 'vitest'

export const CLIENT = { clientId: 'aichat', secret: 'a secret & of the: provider' }

/** The origin under which the app of a test is reached. */
export const ORIGIN = 'http://localhost'

/** A real provider on a free port of this machine, which takes anybody for whom they say they are. */
export async function startProvider(
  redirectUris: readonly string[],
  method: 'client_secret_basic' | 'client_secret_post' = 'client_secret_basic',
) {
  const server = createServer((request, response) => void handler(request, response))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  // it warns of what is only good for tests
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.secret,
        redirect_uris: [...redirectUris],
        token_endpoint_auth_method: method,
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'k1', use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['a key of the tests'] },
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: id, name: id }) }),
    ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 60, Interaction: 60, Session: 60, Grant: 60 },
  })
  warn.mockRestore()
  const handler = provider.callback()
  return { issuer, close: () => new Promise<void>((resolve) => void server.close(() => resolve())) }
}

/** Signs in at the provider and answers where it sends the browser back to. */
export async function signInThere(location: string, login: string): Promise<URL> {
  const cookies = new Map<string, string>()
  let next: { url: string; form?: Record<string, string> } = { url: location }
  for (let step = 0; step < 10; step++) {
    const response = await fetch(next.url, {
      redirect: 'manual',
      headers: { Cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
      ...(next.form ? { method: 'POST', body: new URLSearchParams(next.form) } : {}),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const to = response.headers.get('Location')
    if (to?.startsWith(ORIGIN)) return new URL(to)
    if (to) {
      next = { url: new URL(to, next.url).href }
      continue
    }
    const prompt = /name="prompt" value="(\w+)"/.exec(await response.text())?.[1]
    if (!prompt) throw new Error(`the provider answered ${response.status}`)
    next = { url: next.url, form: { prompt, ...(prompt === 'login' ? { login, password: 'any' } : {}) } }
  }
  throw new Error('the provider leads nowhere')
}
