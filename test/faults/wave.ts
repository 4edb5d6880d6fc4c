import { eventually } from "@fieldwork/runtime/testing";
import { expect } from "vitest";
import { type Audit, audit } from "./audit.ts";
import type { FaultLine } from "./fault-line.ts";
import { startPeople } from "./people.ts";
import { findSpending } from "./spending.ts";
import { createRecords, type WaveRecord } from "./wave-records.ts";

/** Where a fault happens: work comes in as often as it asks for some. */
export interface Scene {
  line: FaultLine;
  /** New records in both CRMs, and people who work on them. */
  feed(): Promise<void>;
}

export type Fault = (scene: Scene) => Promise<void>;

const calmWithinMs = 90_000;
let waves = 0;

/** Records before, during and after a fault, with people at work all the time; then the audit of them all. */
export async function playWave(line: FaultLine, fault: Fault): Promise<Audit> {
  waves += 1;
  const records: WaveRecord[] = [];
  const { seq: modelSeq } = await line.openai.books.read(Number.MAX_SAFE_INTEGER);
  const people = startPeople(line);
  let groups = 0;
  const feed = async () => {
    groups += 1;
    const created = await createRecords(line, `Wave ${waves}.${groups}`);
    records.push(...created);
    people.meet(created);
  };
  await feed();
  await fault({ line, feed });
  await feed();
  await people.finish();
  const wave = { records, disputed: people.disputed, modelSeq };
  await eventually(async () => expect((await audit(line, wave)).lost).toEqual([]), {
    timeoutMs: calmWithinMs,
    everyMs: 250,
  });
  await line.drained();
  return audit(line, wave);
}

/** What holds after every fault. A process that dies may have paid for what it had in flight. */
export function expectKept(found: Audit, { inFlight }: { inFlight: number }): void {
  expect(found).toMatchObject({ lost: [], overwritten: [], repeatedWrites: [] });
  expect(found.repeatedCalls).toBeLessThanOrEqual(inFlight);
}

/** The vendor bills no more than is charged, all that is charged is accounted for, and the budget holds. */
export async function expectWithinBudget(line: FaultLine): Promise<void> {
  const spending = await findSpending(line);
  expect(spending.billedNanoUsd).toBeGreaterThan(0n);
  expect(spending.billedNanoUsd).toBeLessThanOrEqual(spending.chargedNanoUsd);
  expect(spending.chargedNanoUsd).toBe(spending.accountedNanoUsd);
  expect(spending.chargedNanoUsd).toBeLessThanOrEqual(spending.limitNanoUsd);
}
