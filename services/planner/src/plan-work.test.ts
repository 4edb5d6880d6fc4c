import type { RecordChanged } from "@fieldwork/contracts";
import { type Enrichment, inputHash } from "@fieldwork/enrichments";
import type { KnownRecord } from "@fieldwork/store";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planWork, type SeenChange } from "./plan-work.ts";

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
  promptVersion: "v1",
  examples: [],
  cases: [],
};

const ref = { connection: "hubspot", object: "company", id: "1" } as const;

function changed(
  description: string | null,
  { at = "2026-01-01T00:00:00.000Z", offset = 1n, outputs = {} }: Partial<Seen> = {},
): SeenChange {
  const fields = { description, name: "Acme", phone: "1" };
  const event: RecordChanged = {
    kind: "changed",
    ref,
    version: { vendorAt: at, contentHash: JSON.stringify([fields, outputs]) },
    fields,
    outputs,
    readAt: at,
  };
  return { event, logOffset: offset, traceparent: null };
}

/** What the read left out is hidden from us. */
function withFields(fields: Record<string, string>): SeenChange {
  const seen = changed("");
  return { ...seen, event: { ...seen.event, fields } as RecordChanged };
}

interface Seen {
  at: string;
  offset: bigint;
  outputs: Record<string, string>;
}

function known(change: SeenChange, overrides: Partial<KnownRecord> = {}): KnownRecord {
  const { event, logOffset } = change;
  const fields = event.kind === "changed" ? event.fields : {};
  return {
    ref,
    vendorAt: event.version.vendorAt,
    contentHash: event.version.contentHash,
    logOffset,
    deleted: false,
    wanted: { [profile.name]: inputHash(profile, fields) },
    ...overrides,
  };
}

function plan(changes: SeenChange[], knownRecords: KnownRecord[] = []) {
  return planWork({ changes, known: knownRecords, enrichments: [profile] });
}

describe("a first change", () => {
  test("wants every enrichment of its object and keeps the named fields only", () => {
    const { records, work } = plan([changed("Drills for oil")]);
    expect(work).toMatchObject([{ enrichment: "company-profile", state: "ready", class: "live" }]);
    expect(records[0]?.fields).toEqual({ description: "Drills for oil", name: "Acme" });
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

describe("a required input that is hidden from us", () => {
  const hidden = withFields({ name: "Acme" });

  test("is not taken for an empty one: the work waits and says why", () => {
    expect(plan([hidden]).work).toMatchObject([
      { state: "hidden", reason: { code: "input-hidden", detail: { fields: ["description"] } } },
    ]);
  });

  test("wants the work again once a read brings it, even if it turns out to be empty", () => {
    const later = { at: "2026-01-02T00:00:00.000Z", offset: 2n };
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
  const shown = changed("Drills for oil", { at: "2026-01-02T00:00:00.000Z", offset: 2n });
  expect(plan([shown], [known(hidden)]).work).toHaveLength(1);
});

describe("a later change", () => {
  const first = changed("Drills for oil");

  test("that edits no named field wants nothing, so our own write does not wake us", () => {
    const echo = changed("Drills for oil", {
      at: "2026-01-02T00:00:00.000Z",
      offset: 2n,
      outputs: { ai_industry: "Energy" },
    });
    const { records, work } = plan([echo], [known(first)]);
    expect(work).toEqual([]);
    expect(records).toHaveLength(1);
  });

  test("that edits a named field wants the enrichment again", () => {
    const edit = changed("Mines copper", { at: "2026-01-02T00:00:00.000Z", offset: 2n });
    expect(plan([edit], [known(first)]).work).toHaveLength(1);
  });

  test("within the same second of the CRM's clock still counts", () => {
    const edit = changed("Mines copper", { offset: 2n });
    expect(plan([edit], [known(first)]).work).toHaveLength(1);
  });

  test("with an older stamp than what stands changes nothing", () => {
    const stale = changed("Sells shoes", { at: "2025-12-31T00:00:00.000Z", offset: 9n });
    expect(plan([stale], [known(first)])).toEqual({ records: [], work: [] });
  });

  test("that is delivered again changes nothing", () => {
    expect(plan([first], [known(first)])).toEqual({ records: [], work: [] });
    expect(plan([{ ...first, logOffset: 7n }], [known(first)])).toEqual({ records: [], work: [] });
  });

  test("of several in a batch only the newest is wanted", () => {
    const second = changed("Mines copper", { offset: 2n });
    const third = changed("Mines gold", { offset: 3n });
    const { work } = plan([first, second, third]);
    expect(work).toHaveLength(1);
    expect(work[0]?.inputHash).toBe(
      inputHash(profile, { description: "Mines gold", name: "Acme" }),
    );
  });
});

describe("a deleted record", () => {
  const first = changed("Drills for oil");
  const deletion: SeenChange = {
    event: {
      kind: "deleted",
      ref,
      version: { vendorAt: "2026-01-02T00:00:00.000Z", contentHash: "deleted" },
      readAt: "2026-01-02T00:00:00.000Z",
    },
    logOffset: 2n,
    traceparent: null,
  };

  test("ends the work wanted for it and keeps none of its fields", () => {
    const { records, work } = plan([deletion], [known(first)]);
    expect(work).toMatchObject([
      { state: "skipped", reason: { code: "record-deleted", detail: null } },
    ]);
    expect(records[0]).toMatchObject({ deleted: true, fields: {} });
  });

  test("that comes back is wanted again", () => {
    const back = changed("Drills for oil", { at: "2026-01-03T00:00:00.000Z", offset: 3n });
    const gone = known(deletion, { deleted: true, wanted: { [profile.name]: "deleted" } });
    expect(plan([back], [gone]).work).toMatchObject([{ state: "ready" }]);
  });
});

test("however a history is cut into batches and redelivered, the newest inputs are wanted last", () => {
  const history = fc.array(
    fc.record({
      text: fc.constantFrom("a", "b", "c", "d"),
      second: fc.integer({ min: 0, max: 3 }),
    }),
    { minLength: 1, maxLength: 12 },
  );
  const cuts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(history, cuts, (edits, sizes) => {
      let clock = 0;
      const changes = edits.map(({ text, second }, index) => {
        clock = Math.max(clock, second);
        return changed(text, {
          at: new Date(clock * 1000).toISOString(),
          offset: BigInt(index + 1),
        });
      });
      let standing: KnownRecord[] = [];
      for (let start = 0, turn = 0; start < changes.length; turn++) {
        const batch = changes.slice(start, start + (sizes[turn % sizes.length] ?? 1));
        standing = apply(batch, standing);
        // Redelivered as a whole.
        expect(apply(batch, standing)).toEqual(standing);
        start += batch.length;
      }
      const last = edits.at(-1)?.text ?? null;
      expect(standing[0]?.wanted[profile.name]).toBe(
        inputHash(profile, { description: last, name: "Acme" }),
      );
    }),
  );
});

/** What the store keeps of a plan. */
function apply(batch: SeenChange[], standing: KnownRecord[]): KnownRecord[] {
  const { records, work } = plan(batch, standing);
  const [record] = records;
  if (!record) return standing;
  const wanted = { ...standing[0]?.wanted };
  for (const { enrichment, inputHash: hash } of work) wanted[enrichment] = hash;
  const { vendorAt, contentHash, logOffset, deleted } = record;
  return [{ ref, vendorAt, contentHash, logOffset, deleted, wanted }];
}
