import type { Readers } from '../auth/readers.ts'
import type { AppContext, SignedIn } from '../web/context.ts'
import {
  type Asked,
  ask,
  askAgain,
  type Asker,
  type ChatDeps,
  type Choice,
  continueAnswer,
  type Edit,
  editQuestion,
  type Question,
} from './service.ts'
import { countTurn } from './turnLimit.ts'

/** `readers`: who follows answers, and by what right */
export type StartDeps = ChatDeps & { readers: Readers }

/** Who asks, and the user's limit: counted when everything else allows the turn. */
function askerOf(deps: StartDeps, c: AppContext, user: SignedIn, source: Asker['source']): Asker {
  const { id: userId, tokenId, isLimited } = user
  return { userId, visitor: user, tokenId, isLimited, source, requestId: c.var.requestId, admit: () => countTurn(deps, c, userId) }
}

/** Starts turns for who is signed in, over the API or on the page. */
export const starter = (deps: StartDeps, c: AppContext, user: SignedIn, source: Asker['source']) => {
  const asker = askerOf(deps, c, user, source)
  return {
    ask: (question: Question): Promise<Asked> => ask(deps, asker, question),
    again: (answerId: string, choice: Choice): Promise<Asked> => askAgain(deps, asker, answerId, choice),
    edit: (questionId: string, edit: Edit): Promise<Asked> => editQuestion(deps, asker, questionId, edit),
    goOn: (answerId: string, clientId: string | null): Promise<Asked> => continueAnswer(deps, asker, answerId, clientId),
  }
}
