import {
  decideReviews,
  exportCases,
  listDeadLetters,
  previewUndo,
  replayDeadLetters,
  showReplay,
  showUndo,
  undoByOrder,
} from "@fieldwork/api";
import { eventually } from "@fieldwork/runtime/testing";
import { refreshDue } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import {
  createReader,
  type Reader,
  type ReviewRow,
  readPage,
  reviews,
} from "@fieldwork/store/reading";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isSeq } from "yaml";
import { type ChangedCatalog, changeDefinition, copyCatalog } from "../support/changed-catalog.ts";
import { createTestLine, type TestLine, testModel, visibleWrites } from "../support/test-line.ts";

/** What people do about dead letters, reviews and corrections, on a whole line in one process. */

const ann = { kind: "person", id: "p1", name: "ann" } as const;
const wind = "Operates wind farms and sells electricity to households. Founded in 1990 in Sweden.";
let catalog: ChangedCatalog;
let line: TestLine;
let reader: Reader;
let count = 0;

beforeAll(async () => {
  catalog = await copyCatalog();
  await changeDefinition(catalog, "company-profile", (definition) => {
    const outputs = definition.get("outputs");
    if (!isSeq(outputs)) throw new Error("there are no outputs");
    definition.setIn(["outputs", 0, "conflicts"], "review");
  });
  line = await createTestLine({ catalogDir: catalog.dir, route: [`openai/${testModel}`] });
  reader = createReader({ connectionString: line.databaseUrl, max: 2, applicationName: "test" });
});

afterAll(async () => {
  await reader.stop();
  await line.stop();
  await catalog.remove();
});

const deps = () => ({ database: line.database, reader, audit: recordAudit });

async function createCompany(description = wind): Promise<string> {
  count += 1;
  const fields = { name: `Company ${count}`, description: `Number ${count}. ${description}` };
  const [id = ""] = await line.hubspot.create("companies", [fields]);
  return id;
}

const industryOf = async (id: string) => (await line.company(id)).ai_industry;

async function replayed(code: string) {
  const { groups } = await listDeadLetters(reader);
  const group = groups.find(({ cause }) => cause.code === code);
  if (!group) throw new Error(`there is no group of ${code}`);
  const pace = { tryFirst: 2, perMinute: 6000, goesOn: true };
  const { id, members } = await replayDeadLetters(deps(), ann, { group: group.id, ...pace });
  await eventually(async () =>
    expect(await showReplay({ reader }, id)).toMatchObject({ state: "done" }),
  );
  return { group, members, replay: await showReplay({ reader }, id) };
}

test("work that a model refused is replayed once the model answers, and is written", async () => {
  await line.openai.misbehave("refusal", { times: 4 });
  const ids = await Promise.all([1, 2, 3, 4].map(() => createCompany()));
  await eventually(async () =>
    expect((await listDeadLetters(reader)).groups).toMatchObject([
      { count: 4, cause: { code: "model-refused-content", enrichment: "company-profile" } },
    ]),
  );
  const { members, replay } = await replayed("model-refused-content");
  expect({ members, counts: replay.counts }).toMatchObject({
    members: 4,
    counts: { succeeded: 4, failed: 0 },
  });
  for (const id of ids) expect(await industryOf(id)).toBeTruthy();
  expect((await listDeadLetters(reader)).groups).toEqual([]);
});

test("an event that failed has its record read from the CRM, as it is by now", async () => {
  const id = await createCompany();
  await eventually(async () => expect(await industryOf(id)).toBeTruthy());
  await line.drained();
  const before = await line.changesOf(id);
  await line.owner.query(
    `insert into log_dead_letter (consumer_group, topic, partition, log_offset, key, value, reason_code)
     values ('planner', 'crm.record-changed', 0, 999999, $1, '{"fields": {"description": "an old page"}}', 'event-malformed')`,
    [`hubspot/company/${id}`],
  );
  const { replay } = await replayed("event-malformed");
  expect(replay.counts).toMatchObject({ succeeded: 1 });
  const after = await line.changesOf(id);
  expect(after.length).toBeGreaterThan(before.length);
  expect(JSON.stringify(after)).not.toContain("an old page");
  expect((await listDeadLetters(reader)).groups).toEqual([]);
});

async function conflictOf(id: string, reason = "human-value"): Promise<ReviewRow> {
  return eventually(async () => {
    const { rows } = await readPage(reader, reviews, { filters: { reason } });
    return rows.find(({ ref }) => ref.id === id) ?? expect.unreachable();
  });
}

async function decide(review: ReviewRow, kind: "approve" | "keep" | "correct") {
  const decision = kind === "correct" ? { kind, value: "Materials" } : { kind };
  const orders = [{ ...review, decision }];
  const [outcome] = await decideReviews(deps(), ann, { orders });
  if (!outcome || !("orderId" in outcome)) throw new Error(JSON.stringify(outcome));
  return eventually(async () => {
    const [row] = await line.database.query<{ state: string; reason: string }>(
      "select state, reason_code as reason from write_order where id = $1 and settled_at is not null",
      [outcome.orderId],
    );
    return row ?? expect.unreachable();
  });
}

/** A company whose industry a person changed, after which its description changed. */
async function conflicting(): Promise<{ id: string; theirs: string }> {
  const id = await createCompany();
  await eventually(async () => expect(await industryOf(id)).toBeTruthy());
  await line.drained();
  const ours = await industryOf(id);
  const theirs = ours === "Utilities" ? "Energy" : "Utilities";
  await line.hubspot.edit({ object: "companies", id }, { ai_industry: theirs });
  await eventually(async () => {
    const changed = "select 1 from owner_change where record_id = $1 and is_labelled";
    expect(await line.database.query(changed, [id])).toHaveLength(1);
  });
  const hotels = `Number ${count}. Runs a chain of hotels and restaurants in Norway.`;
  await line.hubspot.edit({ object: "companies", id }, { description: hotels });
  return { id, theirs };
}

test("G2: a conflict waits for a person; taking ours writes over what was seen, and over nothing newer", async () => {
  const { id, theirs } = await conflicting();
  const review = await conflictOf(id);
  expect(review).toMatchObject({ liveValue: theirs, seenValue: theirs });
  await line.hubspot.edit({ object: "companies", id }, { ai_industry: "Materials" });
  expect(await decide(review, "approve")).toEqual({ state: "refused", reason: "changed-since" });
  expect(await industryOf(id)).toBe("Materials");
  const again = await eventually(async () => {
    const one = await conflictOf(id, "changed-since");
    return one.seenValue === "Materials" ? one : expect.unreachable();
  });
  expect(await decide(again, "approve")).toMatchObject({ state: "done" });
  expect(await industryOf(id)).toBe(review.value);
  const { rows } = await readPage(reader, reviews, {});
  expect(rows.filter(({ ref }) => ref.id === id)).toEqual([]);
});

test("keeping theirs writes nothing, and the same answer does not come back", async () => {
  const { id, theirs } = await conflicting();
  const review = await conflictOf(id);
  const before = await visibleWrites(line, id, "ai_industry");
  expect(await decide(review, "keep")).toMatchObject({ state: "done" });
  expect(await industryOf(id)).toBe(theirs);
  expect(await visibleWrites(line, id, "ai_industry")).toEqual(before);
  const [entry] = await line.database.query(
    "select owner, withdrawn_fingerprint <> '' as withdrawn from field_ledger where record_id = $1 and field = 'ai_industry'",
    [id],
  );
  expect(entry).toEqual({ owner: "person", withdrawn: true });
});

test("what people corrected in the CRM is exported with the inputs that they corrected", async () => {
  const request = { enrichment: "company-profile", connections: "all" } as const;
  const { text, cases } = await exportCases(deps(), ann, request);
  expect(cases).toBe(2);
  for (const written of text.trim().split("\n")) {
    expect(JSON.parse(written)).toMatchObject({
      inputs: { description: expect.stringContaining("Operates wind farms") },
      expected: { industry: expect.stringMatching(/Utilities|Energy/) },
    });
  }
});

test("an answer that was corrected does not come back when its value is renewed", async () => {
  const { id } = await conflicting();
  expect(await decide(await conflictOf(id), "correct")).toMatchObject({ state: "done" });
  expect(await industryOf(id)).toBe("Materials");
  await line.drained();
  const wanter = "refresh-company-profile";
  const renewed = { enrichment: "company-profile", wanter, afterMs: 0, limit: 1000 } as const;
  expect(await refreshDue(line.database, renewed)).toBeGreaterThan(0);
  await line.drained();
  expect(await industryOf(id)).toBe("Materials");
  const { rows } = await readPage(reader, reviews, {});
  expect(rows.filter(({ ref }) => ref.id === id)).toEqual([]);
});

test("G8: an undo by order gives fields back what they had, leaves a person's, and is undone by its name", async () => {
  const [own, edited] = [await createCompany(), await createCompany()];
  const outputOf = async (id: string) => (await industryOf(id)) || null;
  await eventually(async () => expect(await outputOf(own)).not.toBeNull());
  await eventually(async () => expect(await outputOf(edited)).not.toBeNull());
  await line.drained();
  const industry = await outputOf(own);
  await line.hubspot.edit({ object: "companies", id: edited }, { ai_industry: "Utilities" });
  const undo = async (filter: Parameters<typeof previewUndo>[1]) => {
    const { seen } = await previewUndo(reader, filter);
    return undoByOrder(deps(), ann, { filter, seen });
  };
  const settled = (run: string) =>
    eventually(async () => {
      const orders = await showUndo(reader, run);
      expect(orders.filter(({ state }) => state === "waiting" || state === "writing")).toEqual([]);
      return orders;
    });
  const place = { connection: "hubspot", object: "company", field: "ai_industry" } as const;
  const undone = await undo({ ...place, recordId: own });
  expect(await settled(undone.run)).toEqual([{ state: "done", reason: "ordered", count: 1 }]);
  expect(await outputOf(own)).toBeNull();
  const leftAlone = await undo({ ...place, recordId: edited }).then(
    ({ run }) => settled(run),
    () => [{ state: "refused" }],
  );
  expect(leftAlone).toMatchObject([{ state: "refused" }]);
  expect(await outputOf(edited)).toBe("Utilities");
  const redone = await undo({ run: undone.run });
  expect(await settled(redone.run)).toMatchObject([{ state: "done" }]);
  expect(await outputOf(own)).toBe(industry);
  expect(await visibleWrites(line, own, "ai_industry")).toHaveLength(3);
});
