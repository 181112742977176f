import type { KeyView } from '../../../src/upstreams/keyState.ts'
import type { Chrome } from '../../chrome.ts'
import { type FormState, UNTOUCHED } from '../form.tsx'
import { KeyPage } from './edit.tsx'
import { NewKeyPage } from './new.tsx'
import { KeysPage } from './page.tsx'

/** For tests: the pages of keys in the states that differ, with `text` wherever a person or a server may have put words. */
export function keyPages(chrome: Chrome, text: string, state: FormState) {
  const { now: at } = chrome
  const later = new Date(at.getTime() + 41_000)
  const base: KeyView = {
    id: '_',
    label: text,
    provider: text,
    baseUrl: text,
    last4: '9f2c',
    hasSecret: true,
    hasProxy: true,
    headerNames: [text],
    models: [text],
    weight: 3,
    priority: 0,
    maxConcurrency: 50,
    rpm: 60,
    allowPrivate: false,
    enabled: true,
    status: 'ok',
    reason: null,
    problem: null,
    until: null,
    lastUsedAt: at,
    tested: {
      at: at.toISOString(),
      ms: 412,
      reason: null,
      problem: null,
      model: text,
      models: 2,
      balance: { currency: 'CNY', micros: 42_500_000 },
    },
    running: 3,
    day: { ended: 1_200, failed: 2 },
    createdAt: at,
    updatedAt: at,
  }
  const states: KeyView[] = [
    base,
    { ...base, id: 'k2', status: 'cooling', reason: 'upstream_busy', problem: 'overloaded', until: later },
    { ...base, id: 'k3', status: 'set_aside', reason: 'upstream_key_refused', problem: 'key_refused', until: later },
    { ...base, id: 'k4', enabled: false, hasSecret: false, hasProxy: false, headerNames: [], models: null, tested: null },
    { ...base, id: 'k5', status: 'untested', maxConcurrency: null, rpm: null, day: { ended: 0, failed: 0 }, tested: failedTest(at, text) },
  ]
  const refused = states.filter(({ status }) => status === 'set_aside')
  const locals = [{ name: text, baseUrl: text, models: [text] }]
  return {
    keys: <KeysPage chrome={chrome} keys={states} />,
    deadKeys: <KeysPage chrome={chrome} keys={refused} />,
    noKeys: <KeysPage chrome={chrome} keys={[]} />,
    newKey: <NewKeyPage chrome={chrome} preset="ollama" known={{ label: text, baseUrl: text }} locals={locals} state={state} />,
    key: <KeyPage chrome={chrome} view={base} state={state} saved />,
    failedKey: <KeyPage chrome={chrome} view={{ ...base, tested: failedTest(at, text) }} state={UNTOUCHED} saved={false} />,
  }
}

const failedTest = (at: Date, text: string): KeyView['tested'] => ({
  at: at.toISOString(),
  ms: null,
  reason: text,
  problem: 'key_refused',
  said: text,
})
