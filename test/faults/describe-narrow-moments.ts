import { totalBudget } from "@fieldwork/models";
import { eventually } from "@fieldwork/runtime/testing";
import { setBudget } from "@fieldwork/store";
import { describe, expect, test } from "vitest";
import { visibleWrites } from "../support/test-line.ts";
import { concurrency, type FaultLine } from "./fault-line.ts";
import { underWay } from "./holding.ts";
import { findSpending } from "./spending.ts";
import { expectKept, expectWithinBudget, playWave, type Scene } from "./wave.ts";
import { textOf } from "./wave-records.ts";

const timeoutMs = 180_000;
const scarceNanoUsd = 15_000_000n;
const generousNanoUsd = 5_000_000_000n;

/** Faults at a moment that a wave would rarely meet. */
export function describeNarrowMoments(open: () => FaultLine): void {
  test(
    "G2: writers that stood still between their read and their write read again before they write",
    () => editWhileWritersStandStill(open()),
    timeoutMs,
  );

  describe("a budget that runs out", () => {
    test(
      "G3: is kept though enrichers are killed, and once there is room again nothing was lost",
      async () => {
        const line = open();
        const found = await playWave(line, (scene) => runOutOfBudget(scene));
        expectKept(found, { inFlight: concurrency });
      },
      timeoutMs,
    );
  });
}

async function editWhileWritersStandStill(line: FaultLine): Promise<void> {
  const { hubspot, stack } = line;
  const name = "Slow Hands Ltd";
  const read = await hubspot.faults.hold({ kind: "batch-read" }, "after");
  const [id = ""] = await hubspot.create("companies", [{ name, description: textOf(name, 1) }]);
  await read.arrived;
  const writers = ["writer-1", "writer-2"].map((writer) => stack.process(writer));
  for (const writer of writers) await writer.signal("SIGSTOP");
  await hubspot.edit({ object: "companies", id }, { ai_summary: "A person's words." });
  await read.release();
  await eventually(async () => expect(await stateOf(line, id)).toBe("answered"), {
    timeoutMs: 30_000,
  });
  for (const writer of writers) await writer.signal("SIGCONT");
  await eventually(async () => expect((await line.company(id)).ai_industry).toBeTruthy(), {
    timeoutMs: 30_000,
  });
  await line.drained();
  expect((await line.company(id)).ai_summary).toBe("A person's words.");
  expect(await visibleWrites(line, id, "ai_summary")).toEqual([]);
}

async function stateOf({ database }: FaultLine, recordId: string): Promise<string | undefined> {
  const [row] = await database.query<{ state: string }>(
    "select state from work where connection = 'hubspot' and object = 'company' and record_id = $1",
    [recordId],
  );
  return row?.state;
}

async function runOutOfBudget(scene: Scene): Promise<void> {
  const { database, stack } = scene.line;
  const { chargedNanoUsd } = await findSpending(scene.line);
  await setBudget(database, totalBudget, chargedNanoUsd + scarceNanoUsd);
  await underWay(scene, "asking");
  const enricher = stack.process("enricher-1");
  await enricher.signal("SIGKILL");
  await scene.feed();
  await enricher.start();
  await scene.feed();
  await eventually(
    async () => {
      const [row] = await database.query<{ broke: number }>(
        "select count(*)::int as broke from work where state = 'ready' and reason like '[budget_exhausted]%'",
      );
      expect(row?.broke).toBeGreaterThan(0);
    },
    { timeoutMs: 60_000 },
  );
  await expectWithinBudget(scene.line);
  await setBudget(database, totalBudget, generousNanoUsd);
}
