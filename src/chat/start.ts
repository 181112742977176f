import type { AppContext, SignedIn } from '../web/context.ts'
import { type Asked, ask, askAgain, type Asker, type ChatDeps, findKnown, type Question } from './service.ts'
import { countTurn, type TurnLimitDeps } from './turnLimit.ts'

export type StartDeps = ChatDeps & { limit: TurnLimitDeps }

function askerOf(c: AppContext, user: SignedIn, source: Asker['source']): Asker {
  return { userId: user.id, tokenId: user.tokenId, source, requestId: c.var.requestId }
}

/** Asks, within the user's limit; what was asked before under the same client id counts against nothing. */
export async function startTurn(
  deps: StartDeps,
  c: AppContext,
  user: SignedIn,
  source: Asker['source'],
  question: Question,
): Promise<Asked> {
  const known = await findKnown(deps, user.id, question.clientId)
  if (known) return known
  await countTurn(deps.limit, c, user.id)
  return ask(deps, askerOf(c, user, source), question)
}

/** Answers the same question once more, within the user's limit. */
export async function startAgain(
  deps: StartDeps,
  c: AppContext,
  user: SignedIn,
  source: Asker['source'],
  answerId: string,
): Promise<Asked> {
  await countTurn(deps.limit, c, user.id)
  return askAgain(deps, askerOf(c, user, source), answerId)
}
