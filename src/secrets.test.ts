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

  it('has a key of its own for each purpose', () => {
    expect(deriveKey('s', 'session')).not.toEqual(deriveKey('s', 'token'))
    expect(deriveKey('s', 'session')).toHaveLength(32)
  })
})
