/**
 * Thousands of turns that stream at once, beside the pipe: each a question of its own, asked with session, saved and accounted.
 * A fresh server for each kind of reader, so that what it holds is what these readers cost; the pipe is measured again before every second kind.
 */
import { type CrowdFigures, type Kind, type Load, measureCrowd, startCrowdUpstream, startPipe, throughApp, throughPipe } from '../crowd.ts'
import type { Figure } from '../figures.ts'
import { startSignedIn } from '../server.ts'

/** 133 questions a second: 2,000 people who read answers of 25 s ask 80 */
const MANY: Load = { streams: 2_000, tokens: 250, tps: 10, rampMs: 15_000 }
/** all of them within 3 s */
const RUSH: Load = { ...MANY, tokens: 80, rampMs: 3_000 }
const MORE: Load = { streams: 5_000, tokens: 20, tps: 2, rampMs: 5_000 }
const IDLE: Load = { streams: 500, tokens: 2, tps: 0.1, rampMs: 2_000 }
const FLAT_OUT: Load = { streams: 400, tokens: 400, tps: 0, rampMs: 1 }
const WARM_UP: Load = { streams: 100, tokens: 20, tps: 10, rampMs: 100 }
const FLAT_ROUNDS = 3

type Upstream = Awaited<ReturnType<typeof startCrowdUpstream>>
type Target = 'pipe' | Kind

async function startTarget(upstream: Upstream, target: Target) {
  if (target === 'pipe') {
    const pipe = await startPipe(upstream.port)
    return { ...pipe, order: (load: Load) => throughPipe(pipe, load) }
  }
  const app = await startSignedIn(upstream)
  return { ...app, order: (load: Load) => throughApp(app, load, target) }
}

/** By a fresh process, after a warm-up. */
async function measure(upstream: Upstream, target: Target, load: Load): Promise<CrowdFigures> {
  const server = await startTarget(upstream, target)
  await measureCrowd(server.pid, upstream, server.order(WARM_UP), WARM_UP)
  const seen = await measureCrowd(server.pid, upstream, server.order(load), load)
  await server.stop()
  return seen
}

const one = (what: string, unit: string, value: number, goal: Pick<Figure, 'most'> = {}): Figure => ({
  what,
  unit,
  rounds: [value],
  ...goal,
})

/** `most`: how much CPU beside the pipe, where that is the question; an object comes when all is over. */
function figuresOf(name: string, target: Target, seen: CrowdFigures, bare?: { seen: CrowdFigures; most: number }): Figure[] {
  const where = `${name}, ${target}`
  const figures = [one(`${where}: failures`, '', seen.failures, { most: 0 }), one(`${where}: CPU`, 'ms per 1,000', seen.running)]
  const goal = (most: number) => (bare ? { most } : {})
  if (bare) {
    figures.push(one(`${where}: CPU to pipe, while all run`, '×', seen.running / bare.seen.running, { most: bare.most }))
    figures.push(one(`${where}: CPU to pipe, whole turns`, '×', seen.whole / bare.seen.whole))
  }
  figures.push(one(`${where}: memory`, 'KiB a stream', seen.kibPerStream, goal(95)))
  if (target === 'object') return figures
  figures.push(one(`${where}: first token, p99`, 'ms', seen.firstP99, goal(100)))
  const reading = target === 'page' ? ' of plain text' : ''
  figures.push(one(`${where}: between tokens${reading}, p99`, 'ms', seen.gapP99, goal(125)))
  return figures
}

const GOALS = { events: 1.6, text: 1.6, object: 1.6, page: 1.9 }
const PAIRS: readonly Kind[][] = [
  ['events', 'text'],
  ['object', 'page'],
]

/** 2,000 at 10 tokens a second, in each form. About five minutes on an idle machine. */
export async function runCrowd(): Promise<Figure[]> {
  const upstream = await startCrowdUpstream()
  const name = '2,000 turns at 10 tokens/s'
  const figures: Figure[] = []
  for (const kinds of PAIRS) {
    const bare = await measure(upstream, 'pipe', MANY)
    figures.push(...figuresOf(name, 'pipe', bare))
    for (const kind of kinds) {
      const seen = await measure(upstream, kind, MANY)
      figures.push(...figuresOf(name, kind, seen, { seen: bare, most: GOALS[kind] }))
    }
  }
  await upstream.stop()
  return withAllRounds(figures)
}

/** What was measured more than once is one figure. */
const withAllRounds = (figures: readonly Figure[]): Figure[] =>
  [...Map.groupBy(figures, ({ what }) => what).values()].map((same) => ({ ...same[0]!, rounds: same.flatMap(({ rounds }) => rounds) }))

/** The same, all asked within 3 s: what queues up then is the questions. About 40 seconds. */
export async function runRush(): Promise<Figure[]> {
  const upstream = await startCrowdUpstream()
  const seen = await measure(upstream, 'events', RUSH)
  await upstream.stop()
  const name = '2,000 questions within 3 s, events'
  return [
    one(`${name}: failures`, '', seen.failures, { most: 0 }),
    one(`${name}: first token, p99`, 'ms', seen.firstP99),
    one(`${name}: between tokens, p99`, 'ms', seen.gapP99),
  ]
}

/** Many more, slowly: nobody may be refused or cut off. About 40 seconds. */
export async function runSlowCrowd(): Promise<Figure[]> {
  const upstream = await startCrowdUpstream()
  const figures: Figure[] = []
  for (const target of ['pipe', 'events'] as const) {
    const seen = await measure(upstream, target, MORE)
    figures.push(...figuresOf('5,000 turns at 2 tokens/s', target, seen))
  }
  await upstream.stop()
  return figures
}

/** Pages that wait for an answer which does not come on. About 20 seconds. */
export async function runIdle(): Promise<Figure[]> {
  const upstream = await startCrowdUpstream()
  const seen = await measure(upstream, 'page', IDLE)
  await upstream.stop()
  return [
    one('500 idle pages: memory of the server', 'MB', seen.rssMb, { most: 300 }),
    one('500 idle pages: failures', '', seen.failures, { most: 0 }),
  ]
}

/** As fast as everybody can, in turns. */
export async function runFlatOut(): Promise<Figure[]> {
  const upstream = await startCrowdUpstream()
  const [pipe, app] = [await startTarget(upstream, 'pipe'), await startTarget(upstream, 'events')]
  const bare: number[] = []
  const seen: number[] = []
  const failures: number[] = []
  for (let round = 0; round <= FLAT_ROUNDS; round++) {
    const through = await measureCrowd(pipe.pid, upstream, pipe.order(FLAT_OUT), FLAT_OUT)
    const asked = await measureCrowd(app.pid, upstream, app.order(FLAT_OUT), FLAT_OUT)
    if (round === 0) continue
    bare.push(through.rate)
    seen.push(asked.rate)
    failures.push(asked.failures)
  }
  for (const process of [pipe, app, upstream]) await process.stop()
  return [
    { what: 'flat out, pipe', unit: 'tokens/s', rounds: bare },
    { what: 'flat out, events', unit: 'tokens/s', rounds: seen },
    { what: 'flat out, events to pipe', unit: '×', rounds: seen.map((rate, round) => rate / bare[round]!), least: 0.55 },
    { what: 'flat out, events: failures', unit: '', rounds: failures, most: 0 },
  ]
}
