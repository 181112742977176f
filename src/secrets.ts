import { createCipheriv, createDecipheriv, createHash, hash, hkdfSync, randomBytes } from 'node:crypto'

/** of an authentication tag; a shorter one is easier to guess */
const TAG_BYTES = 16

export type KeyPurpose = 'session' | 'token' | 'vault' | 'oidc'

/** A key of 32 bytes for one purpose, by HKDF-SHA-256 (RFC 5869) from APP_SECRET. */
export function deriveKey(appSecret: string, purpose: KeyPurpose): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', appSecret, 'aichat', purpose, 32))
}

export const sha256 = (text: string): string => hash('sha256', text)

/** What a secret is sealed for, by the id of its row: it cannot be opened for anything else. */
export const secretOwner = {
  apiKey: (keyId: string) => keyId,
  keyHeaders: (keyId: string) => `${keyId}:headers`,
  keyProxy: (keyId: string) => `${keyId}:proxy`,
  identityProvider: (providerId: string) => providerId,
  secondFactor: (userId: string) => `${userId}:second-factor`,
}

/** Keeps secrets readable by this installation alone. */
export type Vault = {
  /** `owner` is bound to the result: it cannot be opened for another one. */
  seal(plain: string, owner: string): string
  /** Throws when the secret was sealed with another APP_SECRET, or for another owner. */
  open(sealed: string, owner: string): string
  /** Whether it was sealed with the secret that is in use now, and not with an earlier one. */
  isCurrent(sealed: string): boolean
}

export class VaultLocked extends Error {
  constructor() {
    super(
      'APP_SECRET is not the one that this database was set up with, so what is stored cannot be opened. Start with the earlier one; to change it, use "npm run rotate-secret".',
    )
    this.name = 'VaultLocked'
  }
}

/** Names the APP_SECRET that a key is derived from, and tells nothing of it. */
const idOf = (key: Uint8Array): string => createHash('sha256').update(key).digest('base64url').slice(0, 8)

/**
 * AES-256-GCM with a random nonce; `1.KEYID.NONCE.TAG.TEXT` in base64url. Seals with `appSecret`, and opens what that or an `earlier`
 * secret has sealed.
 */
export function createVault(appSecret: string, ...earlier: readonly string[]): Vault {
  const key = deriveKey(appSecret, 'vault')
  const keyId = idOf(key)
  const ring = new Map([...earlier.map((secret) => deriveKey(secret, 'vault')), key].map((each) => [idOf(each), each]))
  return {
    seal(plain, owner) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(owner))
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return ['1', keyId, ...[nonce, cipher.getAuthTag(), text].map((part) => part.toString('base64url'))].join('.')
    },
    open(sealed, owner) {
      const [version, id = '', ...parts] = sealed.split('.')
      const [nonce, tag, text] = parts.map((part) => Buffer.from(part, 'base64url'))
      const sealedBy = ring.get(id)
      if (version !== '1' || !sealedBy || !nonce || tag?.length !== TAG_BYTES || !text) throw new VaultLocked()
      try {
        const decipher = createDecipheriv('aes-256-gcm', sealedBy, nonce).setAAD(Buffer.from(owner)).setAuthTag(tag)
        return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8')
      } catch {
        throw new VaultLocked()
      }
    },
    isCurrent: (sealed) => sealed.split('.', 2)[1] === keyId,
  }
}
