import { jwtVerify, SignJWT } from 'jose'
import * as z from 'zod'
import { deriveKey } from '../secrets.ts'

const ISSUER = 'aichat'
const AUDIENCE = 'aichat-api'
const ALGORITHM = 'HS256'

/** tokens whose signature is known to be right: checking it costs a turn of the thread pool */
const MAX_KNOWN = 1_000

const claims = z.object({ sub: z.string(), jti: z.string(), epoch: z.int(), exp: z.number() })

export type TokenClaims = { userId: string; tokenId: string; epoch: number }

/** Signs API tokens (JWT, RFC 7519) and reads them back. Whether one still stands is for its row to say. */
export type TokenSigner = {
  sign(content: TokenClaims & { issuedAt: Date; expiresAt: Date }): Promise<string>
  read(token: string): Promise<TokenClaims | null>
}

export function createTokenSigner({ appSecret, now }: { appSecret: string; now: () => number }): TokenSigner {
  const key = deriveKey(appSecret, 'token')
  const known = new Map<string, TokenClaims & { expiresAtMs: number }>()

  function remember(token: string, { sub, jti, epoch, exp }: z.output<typeof claims>): TokenClaims {
    const content = { userId: sub, tokenId: jti, epoch }
    if (known.size >= MAX_KNOWN) known.clear()
    known.set(token, { ...content, expiresAtMs: exp * 1_000 })
    return content
  }

  return {
    sign: ({ userId, tokenId, epoch, issuedAt, expiresAt }) =>
      new SignJWT({ epoch })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
        .setSubject(userId)
        .setJti(tokenId)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(key),

    async read(token) {
      if (token.length > 2000) return null
      const seen = known.get(token)
      if (seen && seen.expiresAtMs > now()) return seen
      const options = {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        currentDate: new Date(now()),
        requiredClaims: ['sub', 'jti', 'exp', 'epoch'],
      }
      const payload = await jwtVerify(token, key, options).then(
        (result) => result.payload,
        () => null,
      )
      const parsed = claims.safeParse(payload)
      return parsed.success ? remember(token, parsed.data) : null
    },
  }
}
