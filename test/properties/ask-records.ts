import { randomUUID } from "node:crypto";
import {
  type ClaimedAsk,
  claimAnswers,
  claimAsks,
  coveringHold,
  findHolds,
  keepAnswers,
  releaseAnswers,
  releaseAsks,
  takeReady,
} from "@fieldwork/store";
import { boundNanoUsd, costNanoUsd, leaseMs, profile, type World } from "./backfill-world.ts";
import { connection } from "./memory-crm.ts";

const most = 100;

/** Asks what waits, some of it at most; cut off, after its calls were paid and before they are kept. */
export async function ask(world: World, { count = most, isCut = false } = {}): Promise<void> {
  const { database } = world;
  const places = { live: count, backfill: count };
  const taken = await takeReady(database, {
    ...{ lane: "baseline", enrichments: [profile.name], limit: count, places },
  });
  const asks = taken.map((wakeUp) => ({ ...wakeUp, token: randomUUID() }));
  const claimed = await claimAsks(database, { asks, leaseMs, definitions: { profile: "d1" } });
  const { holds } = await findHolds(database);
  for (const one of claimed) {
    const { ref, enrichment, wantedBy } = one;
    const hold = coveringHold(holds, { ref, enrichment, wantedBy, model: "baseline/x" });
    if (hold) world.wrongs.push(`G6: ${ref.id} was claimed for ${wantedBy} though held`);
    await askOne(world, one, isCut);
  }
}

const calling = {
  kind: "first",
  purpose: "work",
  provider: "baseline",
  model: "x",
  connection,
  amountNanoUsd: boundNanoUsd,
} as const;

async function askOne(world: World, one: ClaimedAsk, isCut: boolean): Promise<void> {
  const { database, budget } = world;
  const { description } = one.fields;
  const fingerprint = `about ${description}`;
  const question = {
    ...{ fingerprint, token: one.token, workId: one.workId, enrichment: profile.name },
    ...{ promptVersion: "v1", definitionHash: "d1" },
  };
  const [claim] = await claimAnswers(database, { claims: [question], leaseMs });
  if (claim?.kind === "busy") {
    const reason = { code: "asked-by-another", detail: null } as const;
    const rest = { dueInMs: 0, waitsFor: fingerprint, isFailure: false };
    return releaseAsks(database, [{ ...one, ...rest, reason }]);
  }
  if (claim?.kind === "claimed") {
    const call = { callId: randomUUID(), attempt: 1 };
    const decision = await budget.reserve({ ...call, ...one, ...calling });
    if (decision.kind === "refused") {
      await releaseAnswers(database, [{ ...question, turn: null }]);
      const reason = { code: "budget-exhausted", detail: null } as const;
      const rest = { dueInMs: 0, waitsFor: null, isFailure: false };
      return releaseAsks(database, [{ ...one, ...rest, reason }]);
    }
    world.paid.push(fingerprint);
    if (isCut) {
      world.lostCalls += 1;
      return;
    }
    await budget.settle({ ...call, costNanoUsd, usage: null, outcome: "answered" });
    await budget.flush();
  }
  const outputs = { industry: { value: `I ${description}`, confidence: 1, evidence: null } };
  const paid = { ...question, provider: "baseline", model: "x", outputs, costNanoUsd };
  const kept = { ...one, fingerprint, paid: claim?.kind === "known" ? null : paid };
  await keepAnswers(database, [kept]);
}
