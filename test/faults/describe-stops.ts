import type { ManagedProcess } from "@fieldwork/infra/stack";
import { eventually } from "@fieldwork/runtime/testing";
import { describe, expect, test } from "vitest";
import { concurrency, type FaultLine } from "./fault-line.ts";
import { isAlive, missingIn } from "./health.ts";
import { stopService, together } from "./service-faults.ts";
import { findSpending } from "./spending.ts";
import { expectKept, playWave } from "./wave.ts";
import { createRecords } from "./wave-records.ts";

const timeoutMs = 120_000;
const stopWithinMs = 10_000;

/** How processes end when they are asked to. */
export function describeStops(open: () => FaultLine): void {
  describe("a stop that is asked for", () => {
    test(
      "G1, G2, G4: of one of each service in the middle of its work ends within ten seconds and breaks nothing",
      async () => {
        const stops = ["connector", "planner", "enricher", "writer"] as const;
        const found = await playWave(open(), together(...stops.map(stopService)));
        expectKept(found, { inFlight: 0 });
      },
      timeoutMs,
    );

    test(
      "G3: of enrichers whose calls hang ends within ten seconds; the calls stay charged, and others ask again",
      () => stopWithHangingCalls(open()),
      timeoutMs,
    );
  });
}

async function stopWithHangingCalls(line: FaultLine): Promise<void> {
  const enrichers = ["enricher-1", "enricher-2"].map((name) => line.stack.process(name));
  const before = await findSpending(line);
  const openBefore = await countOpenCalls(line);
  await line.openai.faults.add({ hold: "before", times: "always" });
  const [record] = await createRecords(line, "Hanging");
  try {
    await eventually(async () => {
      const [hold] = await line.openai.faults.list();
      // More than one of them can have: both are busy, and neither stops at once.
      expect(hold?.hit).toBeGreaterThan(concurrency);
    });
    await expectStoppedInTime(enrichers);
    const opened = (await countOpenCalls(line)) - openBefore;
    expect(opened).toBeGreaterThan(0);
    expect(opened).toBeLessThanOrEqual(enrichers.length * concurrency);
    const { chargedNanoUsd, accountedNanoUsd } = await findSpending(line);
    expect(chargedNanoUsd).toBeGreaterThan(before.chargedNanoUsd);
    expect(chargedNanoUsd).toBe(accountedNanoUsd);
  } finally {
    await line.openai.faults.clear();
    await Promise.all(enrichers.map((one) => one.start()));
  }
  await eventually(
    async () => expect((await line.company(record?.id ?? "")).ai_summary).toBeTruthy(),
    { timeoutMs: 30_000 },
  );
  await line.drained();
}

/** While they stop they are alive, and say that nobody should count on them. */
async function expectStoppedInTime(processes: readonly ManagedProcess[]): Promise<void> {
  const stopping = processes.map((one) => one.stop());
  for (const one of processes) {
    await eventually(async () => expect(await missingIn(one)).toContain("running"));
    expect(await isAlive(one)).toBe(true);
  }
  for (const { exitCode, ms } of await Promise.all(stopping)) {
    expect(exitCode).toBe(0);
    expect(ms).toBeLessThan(stopWithinMs);
  }
}

/** Calls of which nobody knows whether the vendor charges for them. */
async function countOpenCalls({ database }: FaultLine): Promise<number> {
  const [row] = await database.query<{ calls: number }>(
    "select count(*)::int as calls from model_call where cost_nano_usd is null",
  );
  return row?.calls ?? 0;
}
