import type { SampleFigures, SampleMember } from "@fieldwork/contracts/api";
import type { Client } from "@fieldwork/contracts/client";
import { expect, test } from "vitest";
import { runLine } from "../testing/run-line.ts";

const usage = {
  ...{ provider: "openai", model: "m", attempts: 1, inputTokens: 800, cachedInputTokens: 0 },
  ...{ outputTokens: 90, chargedNanoUsd: 1_000_000, heldNanoUsd: 0, durationMs: 1 },
};
const member: SampleMember = {
  ref: { connection: "hub", object: "company", id: "7" },
  ...{ state: "answered", usage, problem: null },
  fields: [
    {
      ...{ output: "industry", field: "ai_industry", label: "AI industry", value: "Energy" },
      ...{ confidence: 0.9, evidence: null, place: null, today: "Materials" },
      decision: { kind: "write", code: "value-is-ours", text: "it is ours", needsReview: false },
    },
  ],
};
const figures: SampleFigures = {
  ...{ asked: 1, answered: 1, failed: 0, open: 0, spentNanoUsd: 1_000_000 },
  calls: [
    {
      ...{ recordId: "7", inputTokens: 800, cachedInputTokens: 0, outputTokens: 90 },
      chargedNanoUsd: 1_000_000,
    },
  ],
  fields: [
    {
      ...{ field: "ai_industry", created: 0, changed: 1, unchanged: 0, kept: 0 },
      ...{ inReview: 0, unanswered: 0 },
    },
  ],
};

function clientOf() {
  const calls: string[] = [];
  let looks = 0;
  const client = {
    async call(name: string, { body }: { body?: { size?: number } }) {
      calls.push(body ? `${name} ${body.size}` : name);
      if (name === "samples.ask") return { asked: 1 };
      looks += 1;
      const open = { ...figures, answered: 0, open: 1, calls: [], fields: [] };
      return looks === 1 && calls.length > 1
        ? { figures: open, members: [] }
        : { figures, members: [member] };
    },
  } as unknown as Client;
  return { client, calls };
}

test("a sample is ordered, waited for, and shown beside today's values with what it cost", async () => {
  const { client, calls } = clientOf();
  const live: string[] = [];
  const { out, exitCode } = await runLine("backfill sample backfill-1 --size 3", { client, live });
  expect(exitCode).toBe(0);
  expect(calls).toEqual(["samples.ask 3", "samples.show", "samples.show"]);
  expect(live).toEqual(["1 record asked: 0 answered, 0 failed, 1 open; $0.001000 in all", ""]);
  expect(out).toBe(
    [
      "hub/company/7",
      "  ai_industry: Energy (90 %); today: Materials; write",
      "",
      "1 record asked: 1 answered, 0 failed, 0 open; $0.001000 in all",
      "a record: $0.001000, 800 tokens in, 90 out",
      "ai_industry: 1 changed",
    ].join("\n"),
  );
});

test("what was sampled before is shown without asking", async () => {
  const { client, calls } = clientOf();
  const { out } = await runLine("backfill sample backfill-1 --look --json", { client });
  expect(calls).toEqual(["samples.show"]);
  expect(JSON.parse(out)).toEqual({ figures, members: [member] });
});
