import { randomUUID } from "node:crypto";
import { AppError, createTicker, type Service } from "@fieldwork/runtime";
import type { Notifications } from "@fieldwork/store";
import {
  claimOrderedAsks,
  endOrderedAsk,
  type Holder,
  type OrderedAskEnd,
  orderedAskChannel,
  renewOrderedAsks,
  sweepOrderedAsks,
} from "@fieldwork/store/ordered-asks";
import {
  answerOrderedAsk,
  type OrderedAskClaim,
  type OrderedAskDeps,
  usageOf,
} from "./answer-ordered-ask.ts";
import { askedProblem } from "./asked-problem.ts";
import { createProposedDefinitions } from "./proposed-definitions.ts";

export interface OrderedAsksDeps extends Omit<OrderedAskDeps, "proposed"> {
  notifications: Notifications;
  leaseMs: number;
}

interface Running {
  purpose: (typeof purposes)[number];
  stop: AbortController;
  /** Nobody waits for it any more. */
  isStopped: boolean;
  ended: Promise<void>;
}

const lookEveryMs = 1000;
/** While something is asked: who waits may go without its being told. */
const renewEveryMs = 400;
const sweepEveryMs = 2000;
// A person waits for each: what nobody takes by then, no enricher is there for.
const takenWithinMs = 15_000;
const mostAtOnce = { preview: 8, sample: 4, evaluate: 8 } as const;
const purposes = ["preview", "sample", "evaluate"] as const;

/**
 * Carries out the asks that people ordered: takes those that wait, keeps its claims, ends the call of one
 * that nobody waits for any more. Whatever happens, an ask is asked once: if its holder dies, it ends so.
 */
export function createOrderedAsks(given: OrderedAsksDeps): Service {
  const { database, notifications, leaseMs, logger } = given;
  const deps = { ...given, proposed: createProposedDefinitions(database) };
  const holder: Holder = { token: randomUUID(), leaseMs };
  const running = new Map<string, Running>();
  let sweptAt = Number.NEGATIVE_INFINITY;

  async function keepClaims(): Promise<void> {
    if (running.size === 0) return;
    const kept = new Map(
      (await renewOrderedAsks(database, holder, [...running.keys()])).map((one) => [one.id, one]),
    );
    for (const [id, call] of running) {
      const claim = kept.get(id);
      if (claim && !claim.isStopped) continue;
      call.isStopped = true;
      call.stop.abort();
    }
  }

  async function take(purpose: Running["purpose"]): Promise<void> {
    const under = [...running.values()].filter((call) => call.purpose === purpose).length;
    const limit = mostAtOnce[purpose] - under;
    if (limit <= 0) return;
    for (const ask of await claimOrderedAsks(database, holder, { purpose, limit })) {
      const call: Running = {
        ...{ purpose, stop: new AbortController(), isStopped: false },
        ended: Promise.resolve(),
      };
      running.set(ask.id, call);
      call.ended = runOrderedAsk(deps, { ask, token: holder.token }, call).finally(() => {
        running.delete(ask.id);
        ticker.wake();
      });
    }
  }

  const ticker = createTicker({
    name: "ordered asks",
    logger,
    async tick(signal) {
      await keepClaims();
      if (performance.now() - sweptAt > sweepEveryMs) {
        sweptAt = performance.now();
        await sweepOrderedAsks(database, takenWithinMs);
      }
      if (!signal.aborted) for (const purpose of purposes) await take(purpose);
      return running.size > 0 ? Math.min(renewEveryMs, leaseMs / 3) : lookEveryMs;
    },
  });
  notifications.on(orderedAskChannel, ticker.wake);
  return {
    name: ticker.name,
    start: ticker.start,
    async stop() {
      await ticker.stop();
      for (const { stop } of running.values()) stop.abort();
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

/** Asks, and ends the ask as it went. Never throws. */
async function runOrderedAsk(
  deps: OrderedAskDeps,
  claim: OrderedAskClaim,
  call: Running,
): Promise<void> {
  const { id } = claim.ask;
  const beganAt = performance.now();
  try {
    const end = await carryOut(deps, claim, call);
    const durationMs = Math.round(performance.now() - beganAt);
    const used = await usageOf(deps, id);
    const usage = used && { ...used, durationMs };
    await endOrderedAsk(deps.database, { id, token: claim.token }, { ...end, usage });
  } catch (err) {
    // Its lease will lapse.
    deps.logger.warn({ err, ask: id }, "an ordered ask could not be ended");
  }
}

async function carryOut(
  deps: OrderedAskDeps,
  claim: OrderedAskClaim,
  call: Running,
): Promise<Pick<OrderedAskEnd, "state" | "problem">> {
  try {
    await answerOrderedAsk(deps, claim, call.stop.signal);
    return { state: "answered", problem: null };
  } catch (cause) {
    const problem = askedProblem(AppError.from(cause));
    return { state: call.isStopped ? "cancelled" : "failed", problem };
  }
}
