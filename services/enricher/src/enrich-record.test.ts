import { loadEnrichments } from "@fieldwork/enrichments";
import type { GenerateRequest } from "@fieldwork/models";
import type { ClaimedAsk } from "@fieldwork/store";
import { expect, test } from "vitest";
import { type EnrichDeps, enrichRecord } from "./enrich-record.ts";

const [shipped] = (await loadEnrichments()).filter(({ name }) => name === "company-profile");
if (!shipped) throw new Error("it ships");
const tried = {
  ...shipped,
  route: ["openai/a", "openai/b", "mistral/c"],
  routing: { prefer: "fastest", experiment: { model: "mistral/c", percent: 50 } },
} as const;

function ask(id: string): ClaimedAsk {
  return {
    ...{ workId: id, token: id, enrichment: tried.name, definitionHash: tried.hash },
    ref: { connection: "hubspot", object: "company", id },
    fields: { description: `Company ${id} builds wind turbines.` },
    ...{ deleted: false, class: "live", wantedBy: ["live"], traceparent: null, failures: 0 },
  } as unknown as ClaimedAsk;
}

/** What the model layer is asked for a record, while these models are closed. */
async function askedFor(id: string, closed: readonly string[] = []): Promise<GenerateRequest> {
  const asked: GenerateRequest[] = [];
  const nothing = async () => undefined;
  const deps = {
    config: { CALL_DEADLINE_MS: 1000, ATTEMPT_TIMEOUT_MS: 1000 },
    definitions: { named: () => ({ ...tried, route: [...tried.route] }) },
    holds: { find: nothing },
    health: {
      openModels: (route: readonly string[]) => route.filter((one) => !closed.includes(one)),
      whyClosed: (one: string) =>
        closed.includes(one) ? { code: "model-quota", detail: null } : undefined,
      answered: () => undefined,
      failed: nothing,
    },
    shares: { find: nothing },
    statements: { claimAnswer: async () => ({ kind: "claimed", turn: null }), keep: nothing },
    models: {
      async generate(request: GenerateRequest) {
        asked.push(request);
        return { provider: "mistral", model: "c", outputs: {}, costNanoUsd: 0n, attempts: [] };
      },
    },
  } as unknown as EnrichDeps;
  const held = { paysFor: () => undefined, signal: new AbortController().signal };
  const { signal } = new AbortController();
  await enrichRecord(deps, { ask: ask(id), held: held as never }, signal);
  const [request] = asked;
  if (!request) throw new Error("nothing was asked");
  return request;
}

test("a record in the experiment is asked of its model first, the others of theirs, and the log of calls says which", async () => {
  const requests = await Promise.all(Array.from({ length: 40 }, (_, id) => askedFor(`${id}`)));
  const arms = Map.groupBy(requests, ({ policy = "" }) => policy.split("/")[1]);
  expect([...arms.keys()].toSorted()).toEqual(["experiment", "usual"]);
  for (const { route, routing } of arms.get("experiment") ?? []) {
    expect(route).toEqual(["mistral/c", "openai/a", "openai/b"]);
    expect(routing?.prefer).toBe("order");
  }
  for (const { route, routing } of arms.get("usual") ?? []) {
    expect(route).toEqual(tried.route);
    expect(routing?.prefer).toBe("fastest");
  }
  const again = await askedFor("7");
  expect(again.policy).toBe(requests[7]?.policy);
});

test("while the model that is tried is closed, its records are asked of the others", async () => {
  const requests = await Promise.all(
    Array.from({ length: 20 }, (_, id) => askedFor(`${id}`, ["mistral/c"])),
  );
  const why = "it was closed then: the account's quota is used up";
  for (const { route, passedOver } of requests) {
    expect(route).toEqual(["openai/a", "openai/b"]);
    expect(passedOver).toEqual([{ model: "mistral/c", why }]);
  }
});
