import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { joinPresence } from './presence.ts'

let folder: string
beforeEach(() => void (folder = join(mkdtempSync(join(tmpdir(), 'aichat-presence-')), 'instances')))
afterEach(() => rmSync(join(folder, '..'), { recursive: true }))

/** Another process that holds a file, and its end. */
async function startOther(id: string) {
  const code = `
    const { joinPresence } = await import(${JSON.stringify(import.meta.resolve('./presence.ts'))})
    globalThis.kept = await joinPresence(${JSON.stringify(folder)}, ${JSON.stringify(id)})
    process.stdout.write('here')
    setInterval(() => {}, 1_000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await once(child, 'exit')
  }
}

describe('a process of this machine', () => {
  it('is known to live, and to be gone as soon as it was killed', async () => {
    const presence = await joinPresence(folder, 'me')
    const kill = await startOther('other')
    expect(presence.of('other')).toBe('alive')
    expect(presence.of('other')).toBe('alive')
    await kill('SIGKILL')
    expect(presence.of('other')).toBe('gone')
    expect(presence.of('other')).toBe('gone')
    expect(readdirSync(folder).filter((name) => name.startsWith('other'))).toEqual([])
    presence.leave()
  })

  it('of which there is no file is unknown, and no name leads out of the folder', async () => {
    const presence = await joinPresence(folder, 'me')
    expect(presence.of('elsewhere')).toBe('unknown')
    expect(presence.of('../../etc/passwd')).toBe('unknown')
    expect(presence.of('')).toBe('unknown')
    presence.leave()
  })

  it('leaves nothing behind, and takes away what the dead have left', async () => {
    const kill = await startOther('other')
    await kill('SIGKILL')
    const presence = await joinPresence(folder, 'me')
    expect(readdirSync(folder)).toEqual(['me.lock'])
    expect(presence.of('other')).toBe('gone')
    presence.leave()
    expect(readdirSync(folder)).toEqual([])
  })

  it('is there although others look after it while it comes', async () => {
    const lookers = await Promise.all(Array.from({ length: 3 }, (_, at) => joinPresence(folder, `looker-${at}`)))
    for (let round = 0; round < 30; round++) {
      const coming = joinPresence(folder, `new-${round}`)
      for (const looker of lookers) looker.of(`new-${round}`)
      const come = await coming
      expect(lookers.map((looker) => looker.of(`new-${round}`))).not.toContain('unknown')
      come.leave()
    }
    for (const looker of lookers) looker.leave()
  })
})
