import type { ModelLine } from '../../src/admin/models/lines.ts'
import type { ModelRow } from '../../src/admin/models/modelQueries.ts'
import type { Offer } from '../../src/admin/models/offered.ts'
import type { KeyRow } from '../../src/upstreams/service.ts'
import type { Chrome } from '../chrome.ts'
import { type FormState, UNTOUCHED } from './form.tsx'
import { ModelPage } from './model.tsx'
import type { PriceLine } from './modelPrices.tsx'
import { ModelsPage } from './models.tsx'
import { NewModelPage } from './newModel.tsx'

const FIELDS = ['name', 'upstream_id', 'provider', 'alias', 'context_tokens', 'max_output_tokens', 'thinking', 'default', 'confirm']
const PARAMS = ['temperature', 'top_p', 'max_tokens', 'reasoning_effort', 'extra', 'open_to', 'users']
const PARTS = ['currency', 'from', 'input', 'cached_input', 'output', 'zone', 'start', 'end', 'weekdays', 'holidays']

/** For tests: the pages of models, with `text` wherever a person or a server may have put words. */
export function modelPages(chrome: Chrome, text: string) {
  const said = Object.fromEntries([...FIELDS, ...PARAMS, ...PARTS.map((part) => `price_0_${part}`)].map((name) => [name, text]))
  const refused: FormState = { values: said, errors: said, notice: text }
  const model = sampleModel(chrome.now, text)
  const key = sampleKey(chrome.now, text)
  const person = { id: 'u2', name: text }
  const line: PriceLine = {
    currency: text,
    from: text,
    input: text,
    output: text,
    zone: text,
    holidays: text,
    weekdays: [1],
    isRemoved: true,
  }
  const page = {
    chrome,
    model,
    groups: [{ id: 'g1', name: text }],
    params: { temperature: text, extra: text },
    lines: [line, { weekdays: [] }],
  }
  const audience = { roles: ['admin' as const], users: [person], groups: [{ id: 'g1', name: text }] }
  return {
    models: <ModelsPage chrome={chrome} models={sampleLines(model)} done={text} />,
    noModels: <ModelsPage chrome={chrome} models={[]} />,
    model: <ModelPage {...page} audience={audience} state={refused} saved />,
    openModel: <ModelPage {...page} groups={[]} audience={null} state={UNTOUCHED} saved={false} />,
    newModel: <NewModelPage chrome={chrome} keys={[key]} offer={sampleOffer(key, text)} state={refused} />,
    newModelWithoutKeys: <NewModelPage chrome={chrome} keys={[]} offer={null} state={UNTOUCHED} />,
  }
}

const sampleModel = (at: Date, text: string): ModelRow => ({
  id: 'm1',
  name: text,
  upstreamId: `${text}-1`,
  provider: text,
  contextTokens: 128_000,
  maxOutputTokens: null,
  abilities: { thinking: 'effort', images: true },
  params: { temperature: 0.3 },
  prices: [{ currency: text, input: 1_000_000, cached_input: 20_000, output: 4_000_000, from: at.toISOString() }],
  enabled: true,
  isDefault: true,
  audience: { roles: ['admin', 'user'], groupIds: ['g1'], userIds: ['u1', 'u2'] },
  alias: text,
  position: 0,
  createdAt: at,
  updatedAt: at,
})

function sampleLines(model: ModelRow): ModelLine[] {
  const now = { price: model.prices[0]!, until: model.createdAt }
  const other = { ...model, id: 'm2', enabled: false, isDefault: false, abilities: {}, maxOutputTokens: 8_000, audience: null }
  return [
    { model, now, isReachable: true, isDefault: true },
    { model: other, now: null, isReachable: false, isDefault: false },
    { model: { ...other, id: 'm3', prices: [], audience: {} }, now: null, isReachable: false, isDefault: false },
  ]
}

const sampleOffer = (key: KeyRow, text: string): Offer => ({
  key,
  models: [
    { upstreamId: text, state: 'new', id: null, name: null },
    { upstreamId: `${text}-1`, state: 'known', id: 'm1', name: text },
    { upstreamId: text, state: 'gone', id: 'm2', name: text },
  ],
})

const sampleKey = (at: Date, text: string): KeyRow => ({
  id: 'k1',
  label: text,
  provider: `${text}-p`,
  baseUrl: 'https://api.example/v1',
  secret: null,
  last4: '',
  models: null,
  weight: 1,
  priority: 0,
  maxConcurrency: null,
  rpm: null,
  proxy: null,
  headers: null,
  allowPrivate: false,
  enabled: true,
  status: 'ok',
  reason: null,
  until: null,
  lastUsedAt: null,
  tested: null,
  createdAt: at,
  updatedAt: at,
})
