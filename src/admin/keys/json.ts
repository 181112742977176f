import type { Strings } from '../../../templates/i18n/index.ts'
import type { KeyTest } from '../../db/values.ts'
import { type KeyProblem, type KeyView, problemOfReason } from '../../upstreams/service.ts'
import { timeJson } from '../json.ts'

/** Of a secret its end, of headers their names: the rest is never read back. `reason_text` is for people, in the reader's language. */
export const keyJson = (key: KeyView, t: Strings) => ({
  id: key.id,
  label: key.label,
  provider: key.provider,
  base_url: key.baseUrl,
  last4: key.last4,
  models: key.models,
  weight: key.weight,
  priority: key.priority,
  max_concurrency: key.maxConcurrency,
  rpm: key.rpm,
  allow_private: key.allowPrivate,
  enabled: key.enabled,
  has_proxy: key.hasProxy,
  header_names: key.headerNames,
  status: key.status,
  reason: key.reason,
  reason_text: textOf(t, key.problem),
  until: timeJson(key.until),
  last_used_at: timeJson(key.lastUsedAt),
  tested: key.tested && testJson(key.tested, t),
  running: key.running,
  day: { requests: key.day.ended, failed: key.day.failed },
  created_at: key.createdAt.toISOString(),
})

const textOf = (t: Strings, problem: KeyProblem | null): string | null => (problem === null ? null : t.keys.problems[problem])

export const testJson = (test: KeyTest, t: Strings) => ({
  at: test.at,
  ok: test.reason === null,
  latency_ms: test.ms,
  model: test.model ?? null,
  models: test.models ?? null,
  reason: test.reason,
  message: textOf(t, test.reason === null ? null : problemOfReason(test.reason)),
  upstream_message: test.said ?? null,
  balance: test.balance ?? null,
})
