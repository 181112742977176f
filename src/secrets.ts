import { createCipheriv, createDecipheriv, createHash, hash, hkdfSync, randomBytes } from 'node:crypto'

export type KeyPurpose = 'session' | 'token' | 'vault' | 'oidc'

/** A key of 32 bytes for one purpose, by HKDF-SHA-256 (RFC 5869) from APP_SECRET. */
export function deriveKey(appSecret: string, purpose: KeyPurpose): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', appSecret, 'aichat', purpose, 32))
}

export const sha256 = (text: string): string => hash('sha256', text)

/** Keeps secrets readable by this installation alone. */
export type Vault = {
  /** `owner` (the row's id) is bound to the result: it cannot be opened for another row. */
  seal(plain: string, owner: string): string
  /** Throws when the secret was sealed with another APP_SECRET, or for another owner. */
  open(sealed: string, owner: string): string
}

export class VaultLocked extends Error {
  constructor() {
    super('A stored secret cannot be opened: APP_SECRET is not the one that it was stored with.')
    this.name = 'VaultLocked'
  }
}

/** AES-256-GCM with a random nonce; `1.KEYID.NONCE.TAG.TEXT` in base64url, where KEYID names the APP_SECRET for its rotation. */
export function createVault(appSecret: string): Vault {
  const key = deriveKey(appSecret, 'vault')
  const keyId = createHash('sha256').update(key).digest('base64url').slice(0, 8)
  return {
    seal(plain, owner) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(owner))
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return ['1', keyId, ...[nonce, cipher.getAuthTag(), text].map((part) => part.toString('base64url'))].join('.')
    },
    open(sealed, owner) {
      const [version, id, ...parts] = sealed.split('.')
      const [nonce, tag, text] = parts.map((part) => Buffer.from(part, 'base64url'))
      if (version !== '1' || id !== keyId || !nonce || !tag || !text) throw new VaultLocked()
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(owner)).setAuthTag(tag)
        return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8')
      } catch {
        throw new VaultLocked()
      }
    },
  }
}
