import type { AppContext, SignedIn } from '../web/context.ts'
import { type Asked, ask, askAgain, type Asker, type ChatDeps, type Question } from './service.ts'
import { countTurn, type TurnLimitDeps } from './turnLimit.ts'

export type StartDeps = ChatDeps & { limit: TurnLimitDeps }

/** Who asks, and the user's limit: counted when everything else allows the turn. */
function askerOf({ limit }: StartDeps, c: AppContext, user: SignedIn, source: Asker['source']): Asker {
  const { id: userId, tokenId, isLimited } = user
  return { userId, tokenId, isLimited, source, requestId: c.var.requestId, admit: () => countTurn(limit, c, userId) }
}

export const startTurn = (deps: StartDeps, c: AppContext, user: SignedIn, source: Asker['source'], question: Question): Promise<Asked> =>
  ask(deps, askerOf(deps, c, user, source), question)

export const startAgain = (deps: StartDeps, c: AppContext, user: SignedIn, source: Asker['source'], answerId: string): Promise<Asked> =>
  askAgain(deps, askerOf(deps, c, user, source), answerId)
