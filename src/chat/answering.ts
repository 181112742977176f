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
    const whole = summary ? await withSummary({ db, now }, { route, tokenRatio, request, call, task: summary }, signal) : request
    const outcome = await route.call(whole, onDelta, signal)
    if (whole === request && outcome.usage) {
      calibration.learn(request.model, { estimated: call.promptEstimate / tokenRatio, counted: outcome.usage.promptTokens })
    }
    return outcome
  }
}
