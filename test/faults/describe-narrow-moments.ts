import { totalSpec } from "@fieldwork/budget";
import { delay } from "@fieldwork/runtime";
import { eventually } from "@fieldwork/runtime/testing";
import { setBudgets } from "@fieldwork/store";
import { describe, expect, test } from "vitest";
import { visibleWrites } from "../support/test-line.ts";
import { concurrency, type FaultLine } from "./fault-line.ts";
import { underWay } from "./holding.ts";
import { findSpending } from "./spending.ts";
import { expectKept, expectWithinBudget, playWave, type Scene } from "./wave.ts";
import { textOf } from "./wave-records.ts";

const timeoutMs = 180_000;
// A little over what a writer takes for fresh.
const lateMs = 2100;
const scarceNanoUsd = 15_000_000n;
const generousNanoUsd = 5_000_000_000n;

/** Faults at a moment that a wave would rarely meet. */
export function describeNarrowMoments(open: () => FaultLine): void {
  test(
    "G2: writers that were frozen between their read and their write read again before they write",
    () => editWhileWritersStandStill(open()),
    timeoutMs,
  );

  test(
    "G2: a read that was answered late is made again before anything is written",
    () => editWhileAnAnswerIsLate(open()),
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

const personsWords = "A person's words.";

/** The CRM has read a new company for a writer, and keeps the answer; then a person writes the summary. */
async function editAfterTheRead({ hubspot }: FaultLine, name: string): Promise<EditedCompany> {
  const read = await hubspot.faults.hold({ kind: "batch-read" }, "after");
  const [id = ""] = await hubspot.create("companies", [{ name, description: textOf(name, 1) }]);
  await read.arrived;
  await hubspot.edit({ object: "companies", id }, { ai_summary: personsWords });
  return { id, answer: read.release };
}

interface EditedCompany {
  id: string;
  /** Lets the answer go, as it was before the edit. */
  answer(): Promise<void>;
}

async function expectPersonsWords(line: FaultLine, id: string): Promise<void> {
  await eventually(async () => expect((await line.company(id)).ai_industry).toBeTruthy(), {
    timeoutMs: 30_000,
  });
  await line.drained();
  expect((await line.company(id)).ai_summary).toBe(personsWords);
  expect(await visibleWrites(line, id, "ai_summary")).toEqual([]);
}

async function editWhileAnAnswerIsLate(line: FaultLine): Promise<void> {
  const { id, answer } = await editAfterTheRead(line, "Late Answer Ltd");
  await delay(lateMs);
  await answer();
  await expectPersonsWords(line, id);
}

async function editWhileWritersStandStill(line: FaultLine): Promise<void> {
  const { stack } = line;
  const writers = ["writer-1", "writer-2"].map((writer) => stack.process(writer));
  const { id, answer } = await editAfterTheRead(line, "Slow Hands Ltd");
  for (const writer of writers) await writer.signal("SIGSTOP");
  await answer();
  await eventually(async () => expect(await stateOf(line, id)).toBe("answered"), {
    timeoutMs: 30_000,
  });
  for (const writer of writers) await writer.signal("SIGCONT");
  await expectPersonsWords(line, id);
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
  await setBudgets(database, [totalSpec(chargedNanoUsd + scarceNanoUsd)]);
  await underWay(scene, "asking");
  const enricher = stack.process("enricher-1");
  await enricher.signal("SIGKILL");
  await scene.feed();
  await enricher.start();
  await scene.feed();
  await eventually(
    async () => {
      const [row] = await database.query<{ broke: number }>(
        "select count(*)::int as broke from work where state = 'ready' and reason_code = 'budget-exhausted'",
      );
      expect(row?.broke).toBeGreaterThan(0);
    },
    { timeoutMs: 60_000 },
  );
  await expectWithinBudget(scene.line);
  await setBudgets(database, [totalSpec(generousNanoUsd)]);
}
