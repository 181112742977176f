import { AppError } from '../errors.ts'
import type { RunTurn } from '../turn/turn.ts'
import type { Route } from '../upstreams/service.ts'
import type { ChatDeps } from './ask.ts'
import type { Attempts } from './attempts.ts'
import type { Plan, Prepared } from './prepare.ts'
import { type Summarizing, withSummary } from './summary.ts'

/** What a turn does: where something was left out it is summed up first, then the model is asked; its count teaches us ours. */
export function answering(
  { db, now, calibration }: Pick<ChatDeps, 'db' | 'now' | 'calibration'>,
  { route, tokenRatio }: Plan,
  { call, request, summary }: Prepared,
  attempts: Attempts,
): RunTurn {
  return async (onDelta, signal) => {
    const work = summary && { task: summary, request, call, tokenRatio, askModel: oneCallOf(route) }
    const whole = work ? await withSummary({ db, now }, work, signal) : request
    const outcome = await attempts.ask(whole, onDelta, signal)
    if (whole === request && outcome.usage) {
      calibration.learn(request.model, { estimated: call.promptEstimate / tokenRatio, counted: outcome.usage.promptTokens })
    }
    return outcome
  }
}

/** One call of the model, with the key that is free now. */
const oneCallOf =
  (route: Route): Summarizing['askModel'] =>
  async (request, onDelta, signal) => {
    const key = await route.take()
    if (!key) throw new AppError('upstream_busy')
    return key.call(request, onDelta, signal)
  }
