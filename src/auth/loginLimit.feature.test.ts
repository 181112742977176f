import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AppError } from '../errors.ts'
import { Browser, openAuthApp, PASSWORD, setUp, type TestApp } from '../test/authApp.ts'
import { countFromNetwork } from './service.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND

let test: TestApp

beforeEach(async () => {
  test = await openAuthApp({ trustProxy: 1 })
  await setUp(test)
  await tryFrom('192.0.2.1', '/register', { username: 'mei', password: PASSWORD, password_confirm: PASSWORD })
})
afterEach(() => test.close())

const tryFrom = (ip: string, path: string, fields: Record<string, string>) =>
  new Browser(test.app).post(path, fields, { 'X-Forwarded-For': ip })
const guess = (ip: string, username = 'mei') => tryFrom(ip, '/login', { username, password: 'guess' })
const signIn = (ip: string, username = 'mei') => tryFrom(ip, '/login', { username, password: PASSWORD })
const waitOf = (response: Response): number => Number(response.headers.get('Retry-After'))

async function statuses(tries: Promise<Response>[]): Promise<number[]> {
  return (await Promise.all(tries)).map(({ status }) => status).toSorted((a, b) => a - b)
}

describe('guessing the password of one account', () => {
  it('is refused after five tries, whatever address they come from, and told when to come back', async () => {
    const answers: number[] = []
    for (let n = 0; n < 40; n++) answers.push((await guess(`10.0.${n}.1`)).status)
    expect(answers).toEqual([...Array<number>(5).fill(401), ...Array<number>(35).fill(429)])
    const refused = await guess('10.1.0.1', 'MEI')
    expect([refused.status, waitOf(refused)]).toEqual([429, 15])
    expect(await refused.text()).toContain('Wait 15 seconds')
  })

  it('has to wait twice as long each time, and never more than a quarter of an hour', async () => {
    const waits: number[] = []
    for (let n = 0; n < 5; n++) await guess('10.0.0.1')
    for (let n = 0; n < 6; n++) {
      const refused = await guess('10.0.0.1')
      waits.push(waitOf(refused))
      test.clock.now += waitOf(refused) * SECOND
      expect((await guess('10.0.0.1')).status).toBe(401)
    }
    expect(waits).toEqual([15, 30, 60, 120, 240, 435])
    const last = waitOf(await guess('10.0.0.1'))
    expect(last).toBeLessThanOrEqual(900)
    test.clock.now += 15 * MINUTE
    expect((await signIn('203.0.113.9')).status).toBe(303)
  })

  it('is no quicker for many at once', async () => {
    expect(await statuses(Array.from({ length: 12 }, (_, n) => guess(`10.0.${n}.1`)))).toEqual([
      ...Array<number>(5).fill(401),
      ...Array<number>(7).fill(429),
    ])
  })

  it('does not keep its owner out of where he has signed in before', async () => {
    for (let n = 0; n < 12; n++) await guess(`10.0.0.${n}`)
    expect((await signIn('10.9.9.9')).status).toBe(429)
    expect((await signIn('192.0.2.1')).status).toBe(303)
    for (let n = 0; n < 12; n++) await guess(`10.0.0.${n}`)
    for (let n = 0; n < 12; n++) expect((await signIn('192.0.2.1')).status).toBe(303)
  })

  it('does not keep its owner out of a browser in which he has signed in, wherever he goes and whatever is lost', async () => {
    const telephone = new Browser(test.app)
    const enter = (username: string, password: string, ip: string) =>
      telephone.post('/login', { username, password }, { 'X-Forwarded-For': ip })
    expect((await enter('mei', PASSWORD, '198.51.100.1')).headers.getSetCookie().join()).toMatch(
      /aichat_known=[^;]+;.* Path=\/login; HttpOnly/,
    )
    telephone.cookies.delete('aichat_session')
    test.cache.down = true
    for (let n = 0; n < 12; n++) await guess(`10.0.0.${n}`)
    expect((await signIn('198.51.100.2')).status).toBe(429)
    expect((await enter('admin', 'guess', '198.51.100.2')).status).toBe(401)
    for (let n = 0; n < 3; n++) expect((await enter('mei', 'typo', '198.51.100.2')).status).toBe(401)
    expect((await enter('mei', PASSWORD, '198.51.100.2')).status).toBe(303)
  })

  it('is refused to a browser that its owner has not signed in with', async () => {
    const stranger = new Browser(test.app)
    await stranger.post('/login', { username: 'admin', password: PASSWORD }, { 'X-Forwarded-For': '10.5.5.5' })
    const answers: number[] = []
    for (let n = 0; n < 7; n++)
      answers.push((await stranger.post('/login', { username: 'mei', password: 'guess' }, { 'X-Forwarded-For': `10.6.0.${n}` })).status)
    expect(answers).toEqual([401, 401, 401, 401, 401, 429, 429])
  })

  it('is refused from a known place, too', async () => {
    for (let n = 0; n < 5; n++) await guess('192.0.2.1')
    expect((await guess('192.0.2.1')).status).toBe(429)
  })

  it('is refused in the same words for a name that nobody has', async () => {
    const answers: [number, string | null, string][] = []
    for (let n = 0; n < 7; n++)
      for (const name of ['mei', 'nix']) {
        const answer = await guess('10.0.0.1', name)
        answers.push([answer.status, answer.headers.get('Retry-After'), (await answer.text()).replaceAll(name, 'NAME')])
      }
    for (let n = 0; n < answers.length; n += 2) expect(answers[n]).toEqual(answers[n + 1])
  })

  it('is refused while the cache is away', async () => {
    test.cache.down = true
    const answers: number[] = []
    for (let n = 0; n < 7; n++) answers.push((await guess('10.0.0.1')).status)
    expect(answers).toEqual([401, 401, 401, 401, 401, 429, 429])
  })

  it('gets no more tries out of a clock that goes back', async () => {
    for (let n = 0; n < 5; n++) await guess('10.0.0.1')
    test.clock.now -= 10 * MINUTE
    const refused = await guess('10.0.0.1')
    expect(refused.status).toBe(429)
    expect(waitOf(refused)).toBeLessThanOrEqual(900)
  })
})

describe('a sign-in that fails', () => {
  it('costs one hash, whether there is such a user or not', async () => {
    const verify = vi.spyOn(test.auth.passwords, 'verify')
    const hashes: number[] = []
    for (const name of ['mei', 'nobody']) {
      verify.mockClear()
      await guess('10.0.0.1', name)
      hashes.push(verify.mock.calls.length)
    }
    expect(hashes).toEqual([1, 1])
    verify.mockRestore()
  })
})

describe('one network', () => {
  it('may not try one password on two hundred names', async () => {
    const answers: number[] = []
    for (let n = 0; n < 100; n++) await countFromNetwork(test.auth, 'sign-in', '2001:db8:1:2::1')
    for (const host of ['2001:db8:1:2::2', '2001:db8:1:2:ffff::1']) answers.push((await guess(host, `name of ${host}`)).status)
    expect(answers).toEqual([429, 429])
    expect((await guess('2001:db8:1:3::1', 'other')).status).toBe(401)
    expect((await guess('192.0.2.77', 'other')).status).toBe(401)
  })

  it('makes ten accounts an hour and no more', async () => {
    const register = (n: number, ip: string) =>
      tryFrom(ip, '/register', { username: `guest ${n}`, password: PASSWORD, password_confirm: PASSWORD })
    const answers: number[] = []
    for (let n = 0; n < 12; n++) answers.push((await register(n, `2001:db8::${n}`)).status)
    expect(answers).toEqual([...Array<number>(10).fill(303), 429, 429])
    const refused = await register(12, '2001:db8::99')
    expect(await refused.text()).toMatch(/Wait 60 minutes[^]*value="guest 12"/)
    expect(waitOf(refused)).toBe(3600)
    expect((await register(13, '192.0.2.8')).status).toBe(303)
    test.clock.now += 60 * MINUTE
    expect((await register(14, '2001:db8::1')).status).toBe(303)
  })

  it('does not guess setup links', async () => {
    const fields = { token: 'guess', username: 'root.admin', password: PASSWORD, password_confirm: PASSWORD }
    expect(await statuses(Array.from({ length: 35 }, () => tryFrom('10.0.0.1', '/setup', fields)))).toEqual([
      ...Array<number>(30).fill(403),
      ...Array<number>(5).fill(429),
    ])
  })

  it('does not guess reset links', async () => {
    const tries = Array.from({ length: 21 }, () => countFromNetwork(test.auth, 'reset', '10.0.0.1'))
    const refused = (await Promise.allSettled(tries)).filter((result) => result.status === 'rejected')
    expect(refused.map(({ reason }) => (reason as AppError).reason)).toEqual(['too_many_tries'])
  })
})
