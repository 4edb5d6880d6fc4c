import { parseRecordKey } from "@fieldwork/contracts";
import { type GenerateRequest, type ModelLayer, modelRefText } from "@fieldwork/models";
import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import { coveringHold, type Hold, type HoldMirror, heldError } from "@fieldwork/store";

export interface StopKilledDeps {
  models: ModelLayer;
  holds: Pick<HoldMirror, "list">;
  logger: Logger;
}

interface Running {
  request: GenerateRequest;
  /** The model that is being asked, once one is. */
  model: string | null;
  stop: AbortController;
  by: Hold | undefined;
}

const lookEveryMs = 100;

/**
 * The model layer, whose calls end once a person kills what they are for. Their money stays charged, as
 * that of every call whose outcome is unknown. A pause lets them finish.
 */
export function stopKilled({ models, holds, logger }: StopKilledDeps): {
  models: ModelLayer;
  watch: Ticker;
} {
  const running = new Set<Running>();
  const watch = createTicker({
    name: "killed calls",
    logger,
    async tick() {
      const killed = holds.list().filter(({ action }) => action === "killed");
      if (killed.length > 0) for (const call of running) endIfKilled(call, killed);
      return lookEveryMs;
    },
  });

  async function whileNotKilled<Result>(
    request: GenerateRequest,
    signal: AbortSignal,
    ask: (request: GenerateRequest, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const call: Running = { request, model: null, stop: new AbortController(), by: undefined };
    const onAbort = () => call.stop.abort();
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    running.add(call);
    try {
      const beforeSend: GenerateRequest["beforeSend"] = async (ref) => {
        call.model = modelRefText(ref);
        await request.beforeSend(ref);
      };
      return await ask({ ...request, beforeSend }, call.stop.signal);
    } catch (error) {
      throw call.by && !signal.aborted ? heldError(call.by) : error;
    } finally {
      running.delete(call);
      signal.removeEventListener("abort", onAbort);
    }
  }

  return {
    models: {
      ...models,
      generate: (request, signal) =>
        whileNotKilled(request, signal, (...asked) => models.generate(...asked)),
      check: (request, signal) =>
        whileNotKilled(request, signal, (...asked) => models.check(...asked)),
    },
    watch,
  };
}

function endIfKilled(call: Running, killed: readonly Hold[]): void {
  const { connection, record, task, wantedBy } = call.request;
  const ref = parseRecordKey(record ?? "") ?? (connection === null ? null : { connection });
  const subject = { ref, enrichment: task, model: call.model, wantedBy };
  const by = coveringHold(killed, subject);
  if (!by) return;
  call.by = by;
  call.stop.abort();
}
