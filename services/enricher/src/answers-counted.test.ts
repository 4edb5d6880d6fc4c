import { loadEnrichments } from "@fieldwork/enrichments";
import { recordMetrics } from "@fieldwork/runtime/testing";
import type { AnswerClaimResult } from "@fieldwork/store";
import { expect, onTestFinished, test } from "vitest";
import { type EnrichDeps, enrichRecord } from "./enrich-record.ts";
import { madeUpFields } from "./made-up-record.ts";

test("models-57: what is known already, or asked by another record, is counted as such", async () => {
  const { metrics, stop } = recordMetrics();
  onTestFinished(stop);
  const [enrichment] = await loadEnrichments();
  if (!enrichment) throw new Error("the catalog is empty");
  const ends: string[] = [];
  const saved: bigint[] = [];
  const enrich = (claimed: AnswerClaimResult, number: number) => {
    const deps = {
      definitions: { named: () => enrichment },
      savings: { note: (_: string, nanoUsd: bigint) => void saved.push(nanoUsd) },
      shares: { find: async () => undefined },
      statements: {
        claimAnswer: async () => claimed,
        keep: async () => void ends.push("kept"),
        release: async () => void ends.push("released"),
      },
    } as unknown as EnrichDeps;
    const ask = {
      ...{ workId: String(number), generation: 1, token: "t", lane: "none", failures: 0 },
      ref: { connection: "none", object: enrichment.object, id: String(number) },
      ...{ enrichment: enrichment.name, definitionHash: enrichment.hash, deleted: false },
      ...{ class: "live" as const, wantedBy: ["live"], traceparent: null },
      wantedAt: new Date(),
      fields: madeUpFields(enrichment, number),
    };
    const { signal } = new AbortController();
    return enrichRecord(deps, { ask, held: { signal, paysFor() {}, release() {} } }, signal);
  };
  const known = { kind: "known", answeredAt: new Date(), costNanoUsd: 700n } as const;
  await enrich(known, 1);
  await enrich({ kind: "busy" }, 2);
  await enrich(known, 3);
  expect(ends).toEqual(["kept", "released", "kept"]);
  expect(saved).toEqual([700n, 700n]);
  const labels = { "fieldwork.enrichment": enrichment.name };
  expect(metrics).toEqual(
    ["known", "busy", "known"].map((result) => ({
      ...{ name: "fieldwork.answers", value: 1, labels: { ...labels, result } },
    })),
  );
});
