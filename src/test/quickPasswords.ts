import { createPasswords } from '../auth/password.ts'

/** The same hash at a thousandth of its cost: thousands of accounts are made in tests. */
export const quickPasswords = createPasswords({ memory: 64, passes: 1, parallelism: 1 })
