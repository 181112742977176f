import { jwtVerify, SignJWT } from 'jose'
import * as z from 'zod'
import { deriveKey } from '../secrets.ts'

const ISSUER = 'aichat'
const AUDIENCE = 'aichat-api'
const ALGORITHM = 'HS256'

const claims = z.object({ sub: z.string(), jti: z.string(), epoch: z.int() })

export type TokenClaims = { userId: string; tokenId: string; epoch: number }

/** Signs API tokens (JWT, RFC 7519) and reads them back. Whether one still stands is for its row to say. */
export type TokenSigner = {
  sign(content: TokenClaims & { issuedAt: Date; expiresAt: Date }): Promise<string>
  read(token: string): Promise<TokenClaims | null>
}

export function createTokenSigner({ appSecret, now }: { appSecret: string; now: () => number }): TokenSigner {
  const key = deriveKey(appSecret, 'token')
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
      return parsed.success ? { userId: parsed.data.sub, tokenId: parsed.data.jti, epoch: parsed.data.epoch } : null
    },
  }
}
