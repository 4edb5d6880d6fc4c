import { enricherConfig } from "@fieldwork/enricher";
import {
  createAskStatements,
  createRefreshStatements,
  createWakeUpHandler,
} from "@fieldwork/enricher/steps";
import type { GenerateRequest, GenerateResult } from "@fieldwork/models";
import { AppError, loadConfig } from "@fieldwork/runtime";
import { testLogger } from "@fieldwork/runtime/testing";
import {
  type ClaimedAsk,
  coveringHold,
  createClaimKeeper,
  findHolds,
  type HoldSubject,
  takeReady,
} from "@fieldwork/store";
import { boundNanoUsd, costNanoUsd, leaseMs, profile, type World } from "./backfill-world.ts";

const most = 100;

/** What a world keeps of calls. */
export type AskedWorld = Pick<World, "database" | "budget" | "paid" | "wrongs" | "lostCalls">;
const never = new AbortController().signal;
const model = { provider: "baseline", model: "x" } as const;

/**
 * Asks what waits, some of it at most, as an enricher does; cut off, after its calls were paid and before
 * they are kept.
 */
export async function ask(world: AskedWorld, { count = most, isCut = false } = {}): Promise<void> {
  const places = { live: count, backfill: count };
  const taken = await takeReady(world.database, {
    ...{ lane: "baseline", enrichments: [profile.name], limit: count, places },
  });
  for (const wakeUp of taken) {
    await new Promise<void>((ended, failed) => {
      const handle = createWakeUpHandler(enricherOf(world, isCut ? ended : undefined));
      handle(wakeUp, never).then(ended, failed);
    });
  }
}

/** With a model that answers at once, or whose process dies once it is paid. */
function enricherOf(
  world: AskedWorld,
  die: (() => void) | undefined,
): Parameters<typeof createWakeUpHandler>[0] {
  const { database } = world;
  const logger = testLogger();
  const config = loadConfig(enricherConfig, {});
  const definitions = {
    ...{ current: () => [profile], named: () => profile, load: async () => undefined },
  };
  const statements = createAskStatements({
    ...{ database, asyncCommits: database, definitions, leaseMs, gatherMs: 0 },
    announcer: { announce: () => undefined },
  });
  const find = async (subject: HoldSubject) =>
    coveringHold((await findHolds(database)).holds, subject);
  return {
    ...{ database, definitions, logger, holds: { find }, askedUnder: () => "" },
    config,
    keeper: createClaimKeeper({ database, leaseMs, logger }),
    models: {
      ...{ generate: (request) => generate(world, request, die), flush: async () => undefined },
      check: () => Promise.reject(new Error("nothing is checked")),
      order: () => [],
    },
    ...{ captures: { keep: () => undefined }, savings: { note: () => undefined } },
    shares: { find: async () => undefined },
    refreshes: createRefreshStatements(database, config),
    statements: {
      ...statements,
      async claim(claim) {
        const claimed = await statements.claim(claim);
        if (claimed && (await find(subjectOf(claimed))))
          world.wrongs.push(
            `G6: ${claimed.ref.id} was claimed for ${claimed.wantedBy} though held`,
          );
        return claimed;
      },
    },
    health: {
      ...{ name: "health", start: async () => undefined, stop: async () => undefined },
      ...{ openModels: (route: readonly string[]) => [...route], whyClosed: () => undefined },
      answered: () => undefined,
      ...{ failed: async () => undefined, doubt: async () => undefined, hold: async () => true },
    },
  };
}

function subjectOf({ ref, enrichment, wantedBy }: ClaimedAsk): HoldSubject {
  return { ref, enrichment, wantedBy, model: "baseline/x" };
}

async function generate(
  world: AskedWorld,
  request: GenerateRequest,
  die: (() => void) | undefined,
): Promise<GenerateResult> {
  await request.beforeSend?.(model);
  const { budget } = world;
  const { callId, workId, wantedBy, purpose, connection, task } = request;
  const call = { callId, attempt: 1 };
  const decision = await budget.reserve({
    ...{ ...call, ...model, workId, wantedBy, purpose, connection, enrichment: task },
    ...{ kind: "first", amountNanoUsd: boundNanoUsd },
  });
  if (decision.kind === "refused")
    throw new AppError("no money", { code: "budget_exhausted", retryable: true });
  const description = request.fields?.description;
  world.paid.push(`about ${description}`);
  if (die) {
    world.lostCalls += 1;
    die();
    return new Promise(() => undefined);
  }
  await budget.settle({ ...call, costNanoUsd, usage: null, outcome: "answered" });
  await budget.flush();
  const outputs = { industry: { value: `I ${description}`, confidence: 1, evidence: null } };
  return { ...model, outputs, costNanoUsd, attempts: [] };
}
