import type { RecordChanged } from "@fieldwork/contracts";
import { type Enrichment, inputHash } from "@fieldwork/enrichments";
import type { KnownRecord } from "@fieldwork/store";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planWork, type ReceivedChange } from "./plan-work.ts";

const profile: Enrichment = {
  name: "company-profile",
  description: "Industry of a company",
  object: "company",
  inputs: [
    { field: "description", required: true, maxChars: 4000 },
    { field: "name", required: false, maxChars: 200 },
  ],
  outputs: [
    {
      name: "industry",
      field: "ai_industry",
      label: "AI industry",
      type: "choice",
      options: ["Energy", "Materials"],
      policy: "own-or-empty",
      reviewBelow: 0,
    },
  ],
  route: ["baseline/tf-idf"],
  maxOutputTokens: 100,
  prompt: "Classify.",
  hash: "d1",
  promptVersion: "v1",
  examples: [],
  cases: [],
};

const ref = { connection: "hubspot", object: "company", id: "1" } as const;

function changed(
  description: string | null,
  { at = "2026-01-01T00:00:00.000Z", read = 1, outputs = {} }: Partial<Seen> = {},
): ReceivedChange {
  const fields = { description, name: "Acme", phone: "1" };
  const event: RecordChanged = {
    kind: "changed",
    ref,
    version: { vendorAt: at, contentHash: JSON.stringify([fields, outputs]) },
    fields,
    outputs,
    readAt: readStart(read),
  };
  return { event, traceparent: undefined };
}

function readStart(second: number): string {
  return new Date(Date.UTC(2026, 5, 1) + second * 1000).toISOString();
}

/** What the read left out is hidden from us. */
function withFields(fields: Record<string, string>): ReceivedChange {
  const seen = changed("");
  return { ...seen, event: { ...seen.event, fields } as RecordChanged };
}

interface Seen {
  at: string;
  /** The second in which its read began. */
  read: number;
  outputs: Record<string, string>;
}

function known(change: ReceivedChange, overrides: Partial<KnownRecord> = {}): KnownRecord {
  const { event } = change;
  const fields = event.kind === "changed" ? event.fields : {};
  return {
    ref,
    vendorAt: event.version.vendorAt,
    readAt: event.readAt,
    directReadAt: event.readAt,
    deleted: event.kind === "deleted",
    fields,
    wanted: { [profile.name]: inputHash(profile, fields) },
    ...overrides,
  };
}

const filterable = new Map([["company", ["country"]]]);

function plan(changes: ReceivedChange[], knownRecords: KnownRecord[] = []) {
  return planWork({ changes, known: knownRecords, enrichments: [profile], filterable });
}

describe("a first change", () => {
  test("wants every enrichment of its object and keeps the named fields and the outputs", () => {
    const { records, work } = plan([changed("Drills for oil", { outputs: { ai_industry: "E" } })]);
    expect(work).toMatchObject([
      { enrichment: "company-profile", state: "ready", wantedBy: ["live"] },
    ]);
    expect(records[0]).toMatchObject({
      fields: { description: "Drills for oil", name: "Acme" },
      outputs: { ai_industry: "E" },
    });
    expect(records[0]?.fields).not.toHaveProperty("phone");
  });

  test("keeps what the record is searched and filtered by, whatever the enrichments name", () => {
    const { records } = plan([
      withFields({ domain: "acme.example", country: "Japan", city: "Osaka" }),
    ]);
    expect(records[0]?.fields).toEqual({ domain: "acme.example", country: "Japan" });
  });

  test.each(["\u200b\u00a0", "<p>&nbsp;</p>", "<br/><!-- nothing -->"])(
    "ends as skipped when its required input shows nothing: %j",
    (description) => {
      expect(plan([changed(description)]).work).toMatchObject([
        { state: "skipped", reason: { code: "input-empty", detail: { fields: ["description"] } } },
      ]);
    },
  );

  test("ends as skipped, with its reason, when a required input is empty", () => {
    expect(plan([changed("  ")]).work).toMatchObject([
      { state: "skipped", reason: { code: "input-empty", detail: { fields: ["description"] } } },
    ]);
  });
});

describe("what was there before the connection was first read", () => {
  const old = changed("Drills for oil");
  const history = { ...old, event: { ...old.event, isHistory: true } as RecordChanged };
  const later = { at: "2026-01-02T00:00:00.000Z", read: 2 };

  test("is kept, and wants nothing", () => {
    expect(plan([history])).toMatchObject({ work: [], records: [{ ref }] });
  });

  test.each(["in one batch with it", "after it"])(
    "is enriched once its inputs are edited, and for no other edit: %s",
    (order) => {
      const edits = (change: ReceivedChange) =>
        order === "after it"
          ? plan([change], [known(history, { wanted: {} })]).work
          : plan([history, change]).work;
      expect(edits(changed("Sells timber", later))).toMatchObject([{ wantedBy: ["live"] }]);
      expect(edits(changed("Drills for oil", later))).toEqual([]);
    },
  );

  test("is wanted by a backfill", () => {
    const backfill = { id: "b1", enrichments: [profile.name] };
    const [wanted] = plan([{ ...history, backfill }]).work;
    expect(wanted).toMatchObject({ state: "ready", wantedBy: ["b1"] });
  });
});

describe("a required input that is hidden from us", () => {
  const hidden = withFields({ name: "Acme" });

  test("is not taken for an empty one: the work waits and says why", () => {
    expect(plan([hidden]).work).toMatchObject([
      { state: "hidden", reason: { code: "input-hidden", detail: { fields: ["description"] } } },
    ]);
  });

  test("wants the work again once a read brings it, even if it turns out to be empty", () => {
    const later = { at: "2026-01-02T00:00:00.000Z", read: 2 };
    const standing = known(hidden);
    expect(plan([changed("Drills for oil", later)], [standing]).work).toMatchObject([
      { state: "ready" },
    ]);
    expect(plan([changed(null, later)], [standing]).work).toMatchObject([
      { state: "skipped", reason: { code: "input-empty", detail: { fields: ["description"] } } },
    ]);
  });
});

test("an optional input that is hidden from us keeps nothing from being asked, and is asked about once it shows", () => {
  const hidden = withFields({ description: "Drills for oil" });
  expect(plan([hidden]).work).toMatchObject([{ state: "ready" }]);
  const shown = changed("Drills for oil", { at: "2026-01-02T00:00:00.000Z", read: 2 });
  expect(plan([shown], [known(hidden)]).work).toHaveLength(1);
});

describe("a later change", () => {
  const first = changed("Drills for oil");

  test("crm-30: that edits no named field wants nothing, so our own write does not wake us", () => {
    const echo = changed("Drills for oil", {
      at: "2026-01-02T00:00:00.000Z",
      read: 2,
      outputs: { ai_industry: "Energy" },
    });
    const { records, work } = plan([echo], [known(first)]);
    expect(work).toEqual([]);
    expect(records).toHaveLength(1);
  });

  test("that edits a named field wants the enrichment again", () => {
    const edit = changed("Mines copper", { at: "2026-01-02T00:00:00.000Z", read: 2 });
    expect(plan([edit], [known(first)]).work).toHaveLength(1);
  });

  test("within the same second of the CRM's clock still counts", () => {
    const edit = changed("Mines copper", { read: 2 });
    expect(plan([edit], [known(first)]).work).toHaveLength(1);
  });

  test("with an older stamp than what stands changes nothing", () => {
    const stale = changed("Sells shoes", { at: "2025-12-31T00:00:00.000Z", read: 9 });
    expect(plan([stale], [known(first)])).toEqual({ records: [], work: [] });
  });

  test("that is delivered again changes nothing", () => {
    expect(plan([first], [known(first)])).toEqual({ records: [], work: [] });
  });

  test("that a later read finds as it was wants nothing, and outdates the reads between", () => {
    const again = changed("Drills for oil", { read: 7 });
    const { records, work } = plan([again], [known(first)]);
    expect(work).toEqual([]);
    expect(records).toMatchObject([{ readAt: readStart(7) }]);
    const between = changed("Mines copper", { read: 4 });
    expect(plan([between], [known(again)])).toEqual({ records: [], work: [] });
  });

  test("of several in a batch only the newest is wanted", () => {
    const second = changed("Mines copper", { read: 2 });
    const third = changed("Mines gold", { read: 3 });
    const { work } = plan([first, second, third]);
    expect(work).toHaveLength(1);
    expect(work[0]?.inputHash).toBe(
      inputHash(profile, { description: "Mines gold", name: "Acme" }),
    );
  });
});

describe("a deleted record", () => {
  const first = changed("Drills for oil");
  const deletion: ReceivedChange = {
    event: {
      kind: "deleted",
      ref,
      version: { vendorAt: "2026-01-02T00:00:00.000Z", contentHash: "deleted" },
      readAt: readStart(2),
    },
    traceparent: undefined,
  };

  test("ends the work wanted for it and keeps none of its fields", () => {
    const { records, work } = plan([deletion], [known(first)]);
    expect(work).toMatchObject([
      { state: "skipped", reason: { code: "record-deleted", detail: null } },
    ]);
    expect(records[0]).toMatchObject({ deleted: true, fields: {} });
  });

  test.each(["merged", "converted"] as const)(
    "crm-10: that was %s ends with the record that it has become",
    (how) => {
      const became = { how, ref: { ...ref, object: "contact", id: "9" } };
      const event = { ...deletion.event, became } as ReceivedChange["event"];
      const { work } = plan([{ ...deletion, event }], [known(first)]);
      expect(work).toMatchObject([
        { state: "skipped", reason: { code: `record-${how}`, detail: { into: "contact 9" } } },
      ]);
    },
  );

  test("that comes back is wanted again", () => {
    const back = changed("Drills for oil", { at: "2026-01-03T00:00:00.000Z", read: 3 });
    const gone = known(deletion, { wanted: { [profile.name]: "deleted" } });
    expect(plan([back], [gone]).work).toMatchObject([{ state: "ready" }]);
  });
});

describe("a page of a backfill", () => {
  const first = changed("Drills for oil");
  const page = (change: ReceivedChange, id = "b1"): ReceivedChange => ({
    ...change,
    backfill: { id, enrichments: [profile.name] },
  });

  test("wants its enrichments though nothing has changed", () => {
    const { records, work } = plan([page(first)], [known(first)]);
    expect(records).toEqual([]);
    expect(work).toMatchObject([{ wantedBy: ["b1"], state: "ready" }]);
    expect(plan([page(first), page(first, "b2")], [known(first)]).work).toMatchObject([
      { wantedBy: ["b1", "b2"] },
    ]);
  });

  test("that is older than what stands wants the record as it stands", () => {
    const later = changed("Mines copper", { at: "2026-01-02T00:00:00.000Z" });
    const { records, work } = plan([page(first)], [known(later)]);
    expect(records).toEqual([]);
    expect(work).toMatchObject([
      { inputHash: inputHash(profile, { description: "Mines copper", name: "Acme" }) },
    ]);
  });

  test("that brings an edit first wants it for the live line as well, whose own read comes too late then", () => {
    const edit = changed("Mines copper", { read: 3 });
    const { records, work } = plan([page(edit)], [known(first)]);
    expect(records).toHaveLength(1);
    expect(work).toMatchObject([{ wantedBy: ["live", "b1"] }]);
    expect(plan([changed("Mines copper", { read: 2 })], [known(edit)]).work).toEqual([]);
  });

  test("wants nothing that it does not name", () => {
    const other = { ...page(first), backfill: { id: "b1", enrichments: ["another"] } };
    expect(plan([other], [known(first)]).work).toEqual([]);
  });

  test("finds a deleted record skipped", () => {
    const gone = known(first, { deleted: true, fields: {}, wanted: {} });
    expect(plan([page(first)], [gone]).work).toMatchObject([
      { state: "skipped", reason: { code: "record-deleted" } },
    ]);
  });
});

test("of a record whose enrichment was never wanted, the live line wants what changes from then on", () => {
  const standing = known(changed("Drills for oil"), { wanted: {} });
  const echo = changed("Drills for oil", { read: 2, outputs: { ai_industry: "Energy" } });
  expect(plan([echo], [standing]).work).toEqual([]);
  expect(plan([changed("Mines copper", { read: 2 })], [standing]).work).toMatchObject([
    { wantedBy: ["live"] },
  ]);
});

/** Edits that the CRM stamps with whole seconds, each followed by a read. */
const history = fc.array(
  fc.record({
    text: fc.constantFrom("a", "b", "c", "d"),
    second: fc.integer({ min: 0, max: 3 }),
  }),
  { minLength: 1, maxLength: 12 },
);
const cuts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 12 });

test("however a history is cut into batches and redelivered, the newest inputs are wanted last", () => {
  fc.assert(
    fc.property(history, cuts, (edits, sizes) => {
      const changes = readsOf(edits);
      const standing = deliver(changes, sizes);
      expect(standing[0]?.wanted[profile.name]).toBe(lastWanted(edits));
    }),
  );
});

test("however two topics bring a record's reads, in any order and again, the newest stands", () => {
  const shuffled = history.chain((edits) => {
    const places = edits.flatMap((_, index) => [index, index]);
    return fc.record({
      edits: fc.constant(edits),
      order: fc.shuffledSubarray(places, { minLength: places.length }),
    });
  });
  fc.assert(
    fc.property(shuffled, cuts, ({ edits, order }, sizes) => {
      const reads = readsOf(edits);
      const delivered = order.flatMap((index) => reads[index] ?? []);
      const standing = deliver(delivered, sizes);
      expect(standing).toMatchObject([{ readAt: reads.at(-1)?.event.readAt }]);
      expect(standing[0]?.wanted[profile.name]).toBe(lastWanted(edits));
    }),
  );
});

function readsOf(edits: readonly { text: string; second: number }[]): ReceivedChange[] {
  let clock = 0;
  return edits.map(({ text, second }, index) => {
    clock = Math.max(clock, second);
    return changed(text, { at: new Date(clock * 1000).toISOString(), read: index });
  });
}

function lastWanted(edits: readonly { text: string }[]): string {
  return inputHash(profile, { description: edits.at(-1)?.text ?? null, name: "Acme" });
}

/** In batches of these sizes, each of them twice. */
function deliver(changes: readonly ReceivedChange[], sizes: readonly number[]): KnownRecord[] {
  let standing: KnownRecord[] = [];
  for (let start = 0, turn = 0; start < changes.length; turn++) {
    const batch = changes.slice(start, start + (sizes[turn % sizes.length] ?? 1));
    standing = apply(batch, standing);
    expect(apply(batch, standing)).toEqual(standing);
    start += batch.length;
  }
  return standing;
}

/** What the store keeps of a plan. */
function apply(batch: ReceivedChange[], standing: KnownRecord[]): KnownRecord[] {
  const { records, work } = plan(batch, standing);
  const [record] = records;
  if (!record) return standing;
  const wanted = { ...standing[0]?.wanted };
  for (const { enrichment, inputHash: hash } of work) wanted[enrichment] = hash;
  return [{ ...record, wanted }];
}
