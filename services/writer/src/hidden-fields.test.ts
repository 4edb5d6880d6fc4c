import type { LedgerEntry, OpenIntent } from "@fieldwork/store";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideOwners } from "./follow-outputs.ts";
import { planWrites } from "./plan-writes.ts";
import { claimOf, describedField, ledgerOf, profile, recordOf } from "./testing.ts";

const field = "ai_industry";

/** One field of one record in the CRM, and what we know of it. */
interface World {
  value: string | null;
  lastChangedBy: "person" | "us" | "nobody";
  isHidden: boolean;
  /** As we were told last. */
  isDescribed: boolean;
  ledger: LedgerEntry | undefined;
  intents: OpenIntent[];
  records: number;
}

const people = fc.constantFrom("Retail", "Utilities", "Banks");
const answers = fc.constantFrom("Energy", "Materials");
/** `lost`: done, and no answer came. `failed`: not done, and no answer came. */
const outcomes = fc.constantFrom("written", "lost", "failed");
const happenings = fc.oneof(
  fc.record({ kind: fc.constant("edit" as const), to: fc.option(people, { nil: null }) }),
  fc.record({ kind: fc.constantFrom("hide" as const, "show" as const, "describe" as const) }),
  fc.record({ kind: fc.constant("follow" as const) }),
  fc.record({ kind: fc.constant("write" as const), answer: answers, outcome: outcomes }),
);
type Happening = typeof happenings extends fc.Arbitrary<infer T> ? T : never;

describe("however hiding, showing, edits and writes follow each other", () => {
  test("G2: no value of a person, nor a blank that a person made of a known value, is overwritten", () => {
    fc.assert(
      fc.property(fc.array(happenings, { maxLength: 30 }), (history) => {
        const world = newWorld();
        for (const happening of history) happen(world, happening);
      }),
      { numRuns: 2000 },
    );
  });

  test("G2: what is hidden changes no owner", () => {
    fc.assert(
      fc.property(fc.array(happenings, { maxLength: 20 }), (history) => {
        const world = newWorld();
        for (const happening of history) happen(world, happening);
        happen(world, { kind: "hide" });
        const before = world.ledger;
        happen(world, { kind: "follow" });
        happen(world, { kind: "write", answer: "Energy", outcome: "written" });
        expect(world.ledger).toEqual(before);
      }),
    );
  });
});

function newWorld(): World {
  return {
    ...{ value: null, lastChangedBy: "nobody", isHidden: false, isDescribed: true },
    ...{ ledger: undefined, intents: [], records: 0 },
  };
}

function happen(world: World, happening: Happening): void {
  switch (happening.kind) {
    case "edit":
      world.value = happening.to;
      world.lastChangedBy = "person";
      return;
    case "hide":
    case "show":
      world.isHidden = happening.kind === "hide";
      return;
    case "describe":
      world.isDescribed = !world.isHidden;
      return;
    case "follow":
      follow(world);
      return;
    case "write":
      write(world, happening);
      return;
    default:
      happening satisfies never;
  }
}

function outputsOf({ isHidden, value }: World): Record<string, string | null> {
  return isHidden ? {} : { [field]: value };
}

function follow(world: World): void {
  const ownership = { ledger: world.ledger ? [world.ledger] : [], intents: world.intents };
  const [change] = decideOwners({
    recordId: "1",
    outputs: outputsOf(world),
    before: ownership,
    after: ownership,
    descriptions: [describedField({ exists: world.isDescribed })],
  });
  if (change) record(world, { owner: change.toOwner, value: change.value });
}

function write(world: World, { answer, outcome }: Extract<Happening, { kind: "write" }>): void {
  const { decided } = planWrites({
    claims: [
      claimOf("1", { outputs: { industry: { value: answer, confidence: 1, evidence: "x" } } }),
    ],
    live: [recordOf("1", outputsOf(world))],
    ledger: world.ledger ? [world.ledger] : [],
    intents: world.intents,
    descriptions: [describedField({ exists: world.isDescribed })],
    definitionOf: () => profile,
    isPreview: false,
  });
  const decision = decided[0]?.decision;
  if (decision?.kind === "human-value" || decision?.kind === "cleared-by-person") {
    const owner = decision.kind === "human-value" ? "person" : "cleared-by-person";
    if (decision.ownership.isUnrecorded) record(world, { owner, value: world.value });
  }
  if (decision?.kind === "unchanged" && decision.recovered) {
    record(world, { owner: "fieldwork", value: world.value });
  }
  if (decision?.kind !== "write") return;
  const isTheirs = world.lastChangedBy === "person";
  expect(isTheirs && world.value !== null).toBe(false);
  expect(isTheirs && world.value === null && (world.ledger?.value ?? null) !== null).toBe(false);
  const intent = { recordId: "1", field, afterValue: answer, workId: "1", generation: 1 };
  const ours = { afterOwner: "fieldwork", withdraws: null } as const;
  world.intents = [...world.intents, { ...intent, ...ours, fingerprint: "f", isUnderWay: false }];
  if (outcome === "failed") return;
  world.value = answer;
  world.lastChangedBy = "us";
  if (outcome === "written") record(world, { owner: "fieldwork", value: answer });
}

function record(world: World, { owner, value }: Pick<LedgerEntry, "owner" | "value">): void {
  world.records += 1;
  const recordedAt = `${world.records}`;
  world.ledger = ledgerOf({ owner, value, workId: "1", recordedAt });
  if (owner === "fieldwork") world.intents = [];
}
