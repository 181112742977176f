import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { AppError } from '../errors.ts'

const derive = promisify(argon2)

/** of argon2id (RFC 9106): KiB, and how often they are gone over */
export type HashCost = { memory: number; passes: number; parallelism: number }

/** OWASP's second choice of 2024: 19 MiB, two passes; about 50 ms */
const COST: HashCost = { memory: 19_456, passes: 2, parallelism: 1 }
const TAG_LENGTH = 32
const SALT_LENGTH = 16
/** how many are worked out at once, and how many may wait: a flood costs neither the memory nor the event loop */
const AT_ONCE = 2
const MAX_WAITING = 200

export type Passwords = {
  hash(password: string): Promise<string>
  /** With no hash (an unknown user) it takes as long and is false. */
  verify(password: string, hash: string | null): Promise<boolean>
}

type Parameters = { memory: number; passes: number; parallelism: number; nonce: Buffer; tagLength: number }

const encoded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '')

/** PHC string format: `$argon2id$v=19$m=…,t=…,p=…$SALT$HASH`. */
const format = ({ memory, passes, parallelism, nonce }: Parameters, tag: Uint8Array): string =>
  `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${encoded(nonce)}$${encoded(tag)}`

function parse(hash: string): { parameters: Parameters; tag: Buffer } | null {
  const match = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([\w+/]+)\$([\w+/]+)$/.exec(hash)
  if (!match) return null
  const [memory, passes, parallelism] = match.slice(1, 4).map(Number) as [number, number, number]
  const [nonce, tag] = match.slice(4, 6).map((text) => Buffer.from(text, 'base64')) as [Buffer, Buffer]
  return { parameters: { memory, passes, parallelism, nonce, tagLength: tag.length }, tag }
}

/** argon2id in the thread pool, a few at a time. Passwords are taken as they are: nothing is trimmed, cut or normalised. */
export function createPasswords(cost: HashCost = COST): Passwords {
  const enter = createGate()
  const tagOf = (password: string, parameters: Parameters): Promise<Buffer> =>
    enter(() => derive('argon2id', { message: password, ...parameters }))
  const fresh = (): Parameters => ({ ...cost, nonce: randomBytes(SALT_LENGTH), tagLength: TAG_LENGTH })

  return {
    async hash(password) {
      const parameters = fresh()
      return format(parameters, await tagOf(password, parameters))
    },
    async verify(password, hash) {
      const known = hash === null ? null : parse(hash)
      const tag = await tagOf(password, known?.parameters ?? fresh())
      return known !== null && timingSafeEqual(tag, known.tag)
    },
  }
}

function createGate(): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0

  return async (work) => {
    if (running >= AT_ONCE) {
      if (waiting.length >= MAX_WAITING) throw new AppError('server_busy', { seconds: 5 })
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
