/** The headers of somebody who is signed in: for the API, and for pages. */
export type SignedIn = { bearer: Record<string, string>; cookie: Record<string, string> }

export async function signIn(url: string, account: { username: string; password: string }): Promise<SignedIn> {
  const body = new URLSearchParams(account)
  const token = await fetch(`${url}/api/auth/token`, { method: 'POST', body })
  const login = await fetch(`${url}/login`, { method: 'POST', body, headers: { 'sec-fetch-site': 'same-origin' }, redirect: 'manual' })
  const cookie = login.headers.getSetCookie()[0]?.split(';')[0]
  if (token.status !== 200 || !cookie) throw new Error(`signing in failed: ${token.status}, ${login.status}`)
  const issued = (await token.json()) as { token: string }
  return { bearer: { authorization: `Bearer ${issued.token}` }, cookie: { cookie } }
}
