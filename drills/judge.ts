import { textOf } from '../src/test/upstream/texts.ts'
import { instanceOf } from '../src/turn/writer.ts'
import type { Client } from './clients/client.ts'
import type { Report } from './report.ts'
import type { Turn } from './turn.ts'
import type { Instance } from './world/instance.ts'
import type { AnswerRecord, UsageRecord } from './world/records.ts'
import type { SentCall } from './world/upstreamProcess.ts'
import type { World } from './world/world.ts'

/** A kill -9: what had come until `keptUntil` has to be kept. */
export type Kill = { at: number; keptUntil: number; instance: Instance }

/** All that is known of one turn, from all sides. */
type Evidence = { turn: Turn; answers: AnswerRecord[]; usage: UsageRecord[]; calls: SentCall[]; kill: Kill | null }

export type Verdict = { evidence: readonly Evidence[]; violations: string[]; lostMs: number }

/** Compares what the clients have, what the database holds, and what the upstream sent. */
export async function judge(turns: readonly Turn[], { records, upstream }: World, kills: readonly Kill[]): Promise<Verdict> {
  const [answers, questions, usage, calls] = await Promise.all([records.answers(), records.questions(), records.usage(), upstream.calls()])
  const evidence = turns.map((turn): Evidence => {
    const own = calls.filter(({ prompt }) => prompt === turn.question)
    return {
      turn,
      answers: answers.filter(({ question }) => question === turn.question),
      usage: usage.filter(({ messageId }) => messageId === turn.messageId),
      calls: own,
      kill: kills.find(({ at }) => at > (own[0]?.at ?? 0)) ?? null,
    }
  })
  const violations = evidence.flatMap((one) => faultsOf(one).map((fault) => `turn ${one.turn.index} (${one.turn.messageId}): ${fault}`))
  const interrupted = evidence.flatMap((one) => one.answers.filter(({ status }) => status === 'interrupted'))
  const owners = new Set(interrupted.map(({ owner }) => instanceOf(owner)))
  if (owners.size > kills.length) violations.push(`answers of ${owners.size} processes are interrupted, ${kills.length} were killed`)
  const asked = new Set(turns.map(({ question }) => question))
  const saved = questions.filter((question) => asked.has(question)).length
  if (saved !== turns.length) violations.push(`${saved} questions are saved, ${turns.length} were asked`)
  const known = new Set(answers.map(({ id }) => id))
  violations.push(...usage.filter(({ messageId }) => !known.has(messageId)).map(({ messageId }) => `usage of no answer: ${messageId}`))
  return { evidence, violations, lostMs: Math.max(0, ...evidence.map(lostMsOf)) }
}

function faultsOf(evidence: Evidence): string[] {
  const { turn, answers } = evidence
  const [answer] = answers
  if (!answer || answers.length !== 1) return [`${answers.length} answers are saved`]
  if (answer.id !== turn.messageId) return [`saved is ${answer.id}, ${turn.tries} tries`]
  return [
    ...textFaults(evidence, answer),
    ...callFaults(evidence, answer),
    ...turn.clients.flatMap((client) => clientFaults(client, answer).map((fault) => `${client.kind}: ${fault}`)),
  ]
}

function textFaults({ turn, calls, kill }: Evidence, { status, content, errorCode }: AnswerRecord): string[] {
  const size = `${content.length} of ${turn.wanted.length} characters`
  if (status === 'complete') return content === turn.wanted ? [] : [`complete with ${size}`]
  if (status !== 'interrupted') return [`it ended as ${status} (${errorCode}) with ${size}`]
  if (!kill) return [`interrupted, and nobody was killed (${size})`]
  if (!turn.wanted.startsWith(content)) return [`interrupted with what is no prefix: ${JSON.stringify(content.slice(-60))}`]
  const safe = calls[0]?.tokensAt.filter((at) => at <= kill.keptUntil).length ?? 0
  return content.length >= textOf('numbers', safe).length
    ? []
    : [`${tokensIn(content)} tokens are kept, ${safe} had come ${kill.at - kill.keptUntil} ms before the kill`]
}

function callFaults({ calls, usage, turn }: Evidence, { status }: AnswerRecord): string[] {
  const [row] = usage
  if (!row || usage.length !== 1) return [`${usage.length} usage rows, ${calls.length} upstream calls`]
  const neverCalled = calls.length === 0 && status === 'interrupted'
  if (calls.length !== 1 && !neverCalled) return [`${calls.length} upstream calls after ${turn.tries} tries`]
  if (row.status !== status || !row.settled) return [`usage is ${row.status} (settled: ${row.settled}), the answer ${status}`]
  if (status === 'complete' && row.completionTokens !== turn.shape.tokens) return [`${row.completionTokens} tokens are counted`]
  return status === 'interrupted' && !neverCalled && !row.estimated ? ['usage is not flagged as estimated'] : []
}

function clientFaults({ kind, problems, ending, content, turn }: Client, answer: AnswerRecord): string[] {
  if (problems.length > 0) return [...problems]
  if (kind !== 'text' && ending !== answer.status) return [`it was told ${ending}, saved is ${answer.status}`]
  if (content === answer.content) return []
  // bare text cannot be taken back: its reader may have seen what its server had not yet saved when it was killed
  if (kind === 'text' && answer.status === 'interrupted' && turn.wanted.startsWith(content) && content.startsWith(answer.content)) return []
  return [`it shows ${content.length} characters, saved are ${answer.content.length}`]
}

const tokensIn = (content: string): number => content.split(' ').length - 1

/** How old the oldest token was that a kill cost. */
function lostMsOf({ answers, calls, kill }: Evidence): number {
  const [answer] = answers
  if (answer?.status !== 'interrupted' || !kill) return 0
  const firstLost = calls[0]?.tokensAt[tokensIn(answer.content)]
  return firstLost === undefined ? 0 : Math.max(0, kill.at - firstLost)
}

const countOf = (evidence: readonly Evidence[], wanted: string): number =>
  evidence.filter(({ answers }) => answers[0]?.status === wanted).length

/** What a report tells of the turns. */
export const countsOf = (evidence: readonly Evidence[]): Report['counts'] => [
  ['turns', evidence.length],
  ['  complete', countOf(evidence, 'complete')],
  ['  interrupted', countOf(evidence, 'interrupted')],
  ['upstream calls', evidence.reduce((sum, { calls }) => sum + calls.length, 0)],
  ['usage rows', evidence.reduce((sum, { usage }) => sum + usage.length, 0)],
]
