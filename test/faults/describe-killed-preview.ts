import { eventually } from "@fieldwork/runtime/testing";
import { describe, expect, test } from "vitest";
import { runFieldwork } from "../support/command-line.ts";
import type { FaultLine } from "./fault-line.ts";
import { findSpending } from "./spending.ts";

const timeoutMs = 60_000;
// A lease, and a look each two seconds.
const toldWithinMs = 12_000;

/** Somebody waits for each preview: it has to end, whatever becomes of who asks. */
export function describeKilledPreview(open: () => FaultLine): void {
  describe("a preview whose enricher is killed in the middle of its call", () => {
    test(
      "G3: ends in plain words, stays charged, and can be asked again at once",
      () => killInPreview(open()),
      timeoutMs,
    );
  });
}

async function killInPreview(line: FaultLine): Promise<void> {
  const { database, openai, stack, databaseUrl } = line;
  const record = await eventually(() => idleRecord(line), { timeoutMs: 30_000 });
  const preview = ["try", "company-profile", `hubspot/company/${record}`];
  const environment = { DATABASE_URL: databaseUrl };
  const before = await findSpending(line);
  const enrichers = ["enricher-1", "enricher-2"].map((name) => stack.process(name));

  const held = await openai.faults.hold();
  const asked = runFieldwork(preview, environment);
  await held.arrived;
  const killedAtMs = performance.now();
  for (const one of enrichers) await one.signal("SIGKILL");
  try {
    const { exitCode, text } = await asked;
    expect(performance.now() - killedAtMs).toBeLessThan(toldWithinMs);
    expect(text.trim()).toBe(
      "the enricher that asked has died: what it asked stays charged, and is not asked again by itself. Order it again",
    );
    expect(exitCode).toBe(5);
  } finally {
    await held.release();
    await Promise.all(enrichers.map((one) => one.start()));
  }
  const after = await findSpending(line);
  expect(after.chargedNanoUsd).toBeGreaterThan(before.chargedNanoUsd);
  expect(after.chargedNanoUsd).toBe(after.accountedNanoUsd);
  const calls = await database.query(
    "select cost_nano_usd as cost from model_call where purpose = 'preview'",
  );
  expect(calls).toEqual([{ cost: null }]);
  expect(await runFieldwork(preview, environment)).toMatchObject({ exitCode: 0 });
  const open = await database.query("select from ordered_ask where state in ('waiting', 'asking')");
  expect(open).toEqual([]);
}

/** One that can be asked about, once nothing else is asked. */
async function idleRecord({ database }: FaultLine): Promise<string> {
  const [record] = await database.query<{ id: string }>(
    `select record_id as id from record where connection = 'hubspot' and object = 'company'
       and fields->>'description' <> '' and not deleted
       and not exists (select from work where state in ('ready', 'dispatched', 'asking', 'answered', 'writing'))
     limit 1`,
  );
  if (!record) throw new Error("nothing has been read yet, or something is under way");
  return record.id;
}
