import { eventually } from "@fieldwork/runtime/testing";
import { liftHold, placeHold } from "@fieldwork/store";
import { findTrail, type TrailWork } from "@fieldwork/store/reading";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestLine, type TestLine } from "../support/test-line.ts";

let line: TestLine;

beforeAll(async () => {
  // One call at once: whatever comes second waits for leave to call.
  line = await createTestLine({ settings: { OPENAI_CONCURRENCY: "1" } });
});

afterAll(() => line?.stop());

const scope = { scope: "enrichment", target: "company-profile" } as const;

async function createCompany(name: string): Promise<string> {
  const description = `${name} sells electricity from wind farms to households.`;
  const [id = ""] = await line.hubspot.create("companies", [{ name, description }]);
  return id;
}

async function workOf(id: string): Promise<TrailWork | undefined> {
  const ref = { connection: "hubspot", object: "company", id } as const;
  return (await findTrail(line.database, ref))?.work[0];
}

async function callsOf(id: string): Promise<(string | null)[] | undefined> {
  return (await workOf(id))?.calls.map(({ outcome }) => outcome);
}

/** Every process has heard of the hold by then: G6 gives it a second. */
async function holdIsKnown(): Promise<void> {
  await eventually(async () => {
    const [hold] = await line.database.query<{ isKnown: boolean }>(
      `select since < now() - interval '1 second' as "isKnown" from hold`,
    );
    expect(hold?.isKnown).toBe(true);
  });
}

test("G6: work that was claimed and waits for leave to call is not asked once it is held", async () => {
  const call = await line.openai.faults.hold();
  const asked = await createCompany("Asked AB");
  await call.arrived;
  const waiting = await createCompany("Waiting AB");
  // Its money is held: it has passed the look at the holds that comes before that.
  await eventually(async () => expect(await callsOf(waiting)).toEqual([null]));
  const hold = { ...scope, action: "paused", heldBy: "ana", why: "odd summaries" } as const;
  await placeHold(line.database, hold);
  await holdIsKnown();
  await call.release();
  await eventually(async () => expect(await workOf(asked)).toMatchObject({ state: "answered" }));
  await eventually(async () => {
    expect(await workOf(waiting)).toMatchObject({
      ...{ state: "ready", failures: 0 },
      reason: { code: "held", detail: { hold: { by: "ana", why: "odd summaries" } } },
    });
  });
  await eventually(async () => expect(await callsOf(waiting)).toEqual(["held"]));
  expect((await line.openai.books.read()).calls).toHaveLength(1);
  await liftHold(line.database, scope);
  await eventually(async () => expect((await line.company(waiting)).ai_summary).toBeTruthy());
});
