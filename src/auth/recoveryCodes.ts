import { randomBytes } from 'node:crypto'
import { sha256 } from '../secrets.ts'
import { inGroups, toBase32, typedBase32 } from './base32.ts'

const COUNT = 10
/** bytes: 80 bits, sixteen letters */
const LENGTH = 10

/** Shown once; what is kept is their hashes. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: COUNT }, () => inGroups(toBase32(randomBytes(LENGTH)).toLowerCase(), '-'))

export const hashOfRecoveryCode = (userId: string, typed: string): string => sha256(`${userId}\n${typedBase32(typed)}`)
