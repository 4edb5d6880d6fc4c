import type { Reason } from "@fieldwork/contracts";
import { ProviderError, passedOverOf } from "@fieldwork/models";
import { type AppError, reasonOf } from "@fieldwork/runtime";
import type { ClaimedAsk } from "@fieldwork/store";
import type { AskDeps } from "./ask-deps.ts";
import { planAfterFailure } from "./plan-after-failure.ts";

/**
 * Puts work whose asking failed where the failure says: back to wait, back to be tried again, or among
 * the dead letters.
 */
export async function giveBack(
  { config, health, statements, definitions, askedUnder, logger }: AskDeps,
  ask: ClaimedAsk,
  error: AppError,
): Promise<void> {
  const next = planAfterFailure(error, {
    failures: ask.failures,
    maxFailures: config.ASK_MAX_FAILURES,
    suspicion: await health.failed(error, ask),
  });
  const definition = definitions.named(ask.enrichment, ask.definitionHash);
  const reason = reasonOf(error);
  const waiting = {
    ...{ ...ask, reason: whyItWaits(error), waitsFor: null },
    ...{ dueInMs: 0, isFailure: false },
  };
  const told = { err: error, workId: ask.workId };
  switch (next.kind) {
    case "wait":
      return statements.release({ ...waiting, dueInMs: next.dueInMs });
    case "doubt":
      if (error instanceof ProviderError) await health.doubt(error, ask);
      return statements.release(waiting);
    case "retry":
      if (!(await health.hold(error, ask))) return statements.release(waiting);
      logger.warn(told, "asking failed; it will be tried again");
      return statements.release({ ...waiting, dueInMs: next.dueInMs, isFailure: true });
    case "dead":
      if (!(await health.hold(error, ask))) return statements.release(waiting);
      logger.error(told, "the work became a dead letter");
      return statements.end({
        ...{ ...ask, state: "dead", reason },
        under: definition && askedUnder(definition),
      });
    default:
      return next satisfies never;
  }
}

/** With the models that were not asked for other reasons; the next time it waits, with those of then. */
function whyItWaits(error: AppError): Reason {
  const reason = reasonOf(error);
  const passedOver = [...passedOverOf(error)];
  return passedOver.length === 0 ? reason : { ...reason, detail: { ...reason.detail, passedOver } };
}
