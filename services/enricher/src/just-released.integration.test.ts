import {
  createDefinitions,
  inputHash,
  loadEnrichments,
  releaseEnrichments,
} from "@fieldwork/enrichments";
import { testLogger } from "@fieldwork/runtime/testing";
import { keepPlan, takeReady } from "@fieldwork/store";
import { openTestStore } from "@fieldwork/store/testing";
import { expect, onTestFinished, test } from "vitest";
import type { AskDeps } from "./ask-deps.ts";
import { createAskStatements } from "./ask-statements.ts";
import { createWakeUpHandler } from "./handle-wake-up.ts";

test("work of an enrichment that was released a moment ago is not given up by an enricher that has not looked since", async () => {
  const { database, drop } = await openTestStore();
  onTestFinished(drop);
  // As each process does: looks at the start, and then once a second.
  const definitions = createDefinitions({ database, logger: testLogger() });
  await definitions.start();
  onTestFinished(() => definitions.stop());
  const [shipped] = (await loadEnrichments()).filter(({ name }) => name === "company-profile");
  if (!shipped) throw new Error("it ships");
  await releaseEnrichments(database, { enrichments: [shipped], by: "ann" });
  // The planner has looked already: a change is planned, and its wake-up is on its way.
  const ref = { connection: "hubspot", object: "company" as const, id: "1" };
  const fields = { description: "It builds wind turbines in Denmark.", name: "Acme" };
  const at = new Date().toISOString();
  await keepPlan(database, {
    records: [
      {
        ...{ ref, vendorAt: at, readAt: at, directReadAt: at, contentHash: "c", fields },
        ...{ outputs: {}, deleted: false, traceparent: null },
      },
    ],
    work: [
      {
        ...{ ref, enrichment: shipped.name, inputHash: inputHash(shipped, fields) },
        ...{ wantedBy: ["live"], state: "ready", reason: null, vendorAt: at, traceparent: null },
      },
    ],
  });
  const [wakeUp] = await takeReady(database, {
    ...{ lane: "openai", enrichments: [shipped.name], limit: 1, places: { live: 1, backfill: 0 } },
  });
  if (!wakeUp) throw new Error("nothing was taken");
  const statements = createAskStatements({
    ...{ database, asyncCommits: database, definitions, gatherMs: 1, leaseMs: 10_000 },
    announcer: { announce: () => undefined },
  });
  const asked: string[] = [];
  const deps = {
    ...{ statements, definitions, config: { ASK_MAX_FAILURES: 5 }, logger: testLogger() },
    keeper: { hold: () => ({ signal: new AbortController().signal, paysFor() {}, release() {} }) },
    shares: { find: async () => undefined },
    holds: { find: async () => undefined },
    savings: { note() {} },
    askedUnder: () => "u",
    health: {
      openModels: (route: readonly string[]) => route,
      whyClosed: () => undefined,
      answered() {},
      failed: async () => undefined,
    },
    models: {
      async generate() {
        asked.push("1");
        return { provider: "openai", model: "m", outputs: {}, costNanoUsd: 0n, attempts: [] };
      },
    },
  } as unknown as AskDeps;
  await createWakeUpHandler(deps)(wakeUp, new AbortController().signal);
  const work = await database.query("select state, reason_code from work");
  expect({ work, asked }).toEqual({
    work: [{ state: "answered", reason_code: null }],
    asked: ["1"],
  });
});
