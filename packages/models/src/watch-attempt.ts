import type { Exchange } from "./exchange/exchange.ts";
import type { AttemptTurn } from "./prepare-attempt.ts";
import type { AttemptResult, ModelLayerDeps } from "./run-attempt.ts";
import { traceAttempt } from "./telemetry/trace-attempt.ts";

/** An attempt, whose requests and replies are shown to whoever has them kept. Never throws. */
export async function watchAttempt(
  deps: ModelLayerDeps,
  turn: AttemptTurn,
  signal: AbortSignal,
): Promise<AttemptResult> {
  const { onAttempt } = turn.call.kept ?? {};
  if (!onAttempt) return traceAttempt(deps, turn, signal);
  const exchanges: Exchange[] = [];
  const onExchange = (exchange: Exchange) => void exchanges.push(exchange);
  const result = await traceAttempt(deps, { ...turn, onExchange }, signal);
  try {
    onAttempt(result.record, exchanges);
  } catch (err) {
    // The answer is paid for, and must not be lost for it.
    deps.logger.warn({ err, ...turn.ref }, "an attempt could not be captured");
  }
  return result;
}
