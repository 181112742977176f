import { describe, expect, it } from 'vitest'
import { createVault, deriveKey, VaultLocked } from './secrets.ts'

const vault = createVault('a secret of at least 32 characters')

describe('the vault', () => {
  it('opens what it sealed, for its owner', () => {
    const sealed = vault.seal('sk-秘密', 'row-1')
    expect(sealed).not.toContain('sk-')
    expect(vault.open(sealed, 'row-1')).toBe('sk-秘密')
  })

  it('never seals the same text the same way', () => expect(vault.seal('x', 'row')).not.toBe(vault.seal('x', 'row')))

  it('opens nothing for another row, another secret, or after a change', () => {
    const sealed = vault.seal('sk-1', 'row-1')
    const other = createVault('another secret of 32 characters or more')
    // the first letter of a part: the last one has bits that mean nothing
    const at = sealed.lastIndexOf('.') + 1
    const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
    expect(() => vault.open(sealed, 'row-2')).toThrow(VaultLocked)
    expect(() => other.open(sealed, 'row-1')).toThrow(VaultLocked)
    expect(() => vault.open(changed, 'row-1')).toThrow(VaultLocked)
    expect(() => vault.open('nonsense', 'row-1')).toThrow(VaultLocked)
  })

  it('opens what an earlier secret has sealed, where it is told that one, and seals with the new one', () => {
    const both = createVault('the next secret of at least 32 characters', 'a secret of at least 32 characters')
    const old = vault.seal('sk-1', 'row-1')
    expect([both.open(old, 'row-1'), both.isCurrent(old)]).toEqual(['sk-1', false])
    const next = both.seal('sk-1', 'row-1')
    expect([both.open(next, 'row-1'), both.isCurrent(next)]).toEqual(['sk-1', true])
    expect(() => vault.open(next, 'row-1')).toThrow(VaultLocked)
  })

  it('takes no shorter tag', () => {
    const [version, id, nonce, tag = '', text] = vault.seal('sk-1', 'row-1').split('.')
    const short = Buffer.from(tag, 'base64url').subarray(0, 4).toString('base64url')
    expect(() => vault.open([version, id, nonce, short, text].join('.'), 'row-1')).toThrow(VaultLocked)
  })

  it('has a key of its own for each purpose', () => {
    expect(deriveKey('s', 'session')).not.toEqual(deriveKey('s', 'token'))
    expect(deriveKey('s', 'session')).toHaveLength(32)
  })
})
