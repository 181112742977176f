import type { RunTurn } from '../turn/turn.ts'
import type { ChatDeps } from './ask.ts'
import type { Plan, Prepared } from './prepare.ts'
import { withSummary } from './summary.ts'

/** What a turn does: where something was left out it is summed up first, then the model is asked; its count teaches us ours. */
export function answering(
  { db, now, calibration }: Pick<ChatDeps, 'db' | 'now' | 'calibration'>,
  { route, tokenRatio }: Plan,
  { call, request, summary }: Prepared,
): RunTurn {
  return async (onDelta, signal) => {
    const work = summary && { task: summary, request, call, tokenRatio, askModel: route.call }
    const whole = work ? await withSummary({ db, now }, work, signal) : request
    const outcome = await route.call(whole, onDelta, signal)
    if (whole === request && outcome.usage) {
      calibration.learn(request.model, { estimated: call.promptEstimate / tokenRatio, counted: outcome.usage.promptTokens })
    }
    return outcome
  }
}
