import type { Reason } from "@fieldwork/contracts";
import { CrmError } from "@fieldwork/crm";
import type { WriteBrake } from "@fieldwork/store";
import { waitsForPerson } from "@fieldwork/write-rules";
import { describe, expect, test } from "vitest";
import { type BatchSituation, planEnding, planFailure } from "./plan-ending.ts";
import type { DecidedField } from "./plan-writes.ts";
import {
  claimOf,
  decidedWrite,
  ledgerOf,
  lockedOut,
  planToWrite,
  refusedBy,
  sentFor,
  unknownOutcome,
  written,
} from "./testing.ts";

const nowMs = Date.UTC(2026, 0, 1);
const rules = {
  ...{ maxFailures: 3, isPreview: false, nowMs },
  ...{ random: () => 0, newGroupId: () => "group" },
};
const aMinuteAgo = new Date(nowMs - 60_000);

function end(situation: Partial<BatchSituation>) {
  return planEnding({ ...rules, plan: planToWrite([]), sent: [], brakes: [], ...situation });
}

/** One answer whose write ends so, after it rested as told. */
function endOne(
  result: Parameters<typeof sentFor>[1],
  {
    brakes = [] as WriteBrake[],
    ...overrides
  }: Parameters<typeof claimOf>[1] & {
    brakes?: WriteBrake[];
  } = {},
) {
  const claim = claimOf("1", overrides);
  const { work } = end({ plan: planToWrite([claim]), sent: [sentFor(claim, result)], brakes });
  return work[0];
}

const brake = (overrides: Partial<WriteBrake>): WriteBrake => ({
  ...{ enrichment: "profile", writtenAt: null, setbacks: [], on: null },
  ...overrides,
});
const othersWereWritten = [brake({ writtenAt: new Date(nowMs - 1000) })];
const restedAlone = (rests: number) => ({
  rest: { kind: "setback", rests, doubt: 0, since: aMinuteAgo } as const,
});

describe("a write without an answer", () => {
  test("is tried again after a pause that doubles with each time it stood alone", () => {
    const pauses = [0, 1, 2, 3, 20].map(
      (rests) => endOne(unknownOutcome(), restedAlone(rests))?.release?.dueInMs,
    );
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 300_000]);
  });

  test("counts against nobody while others met the same: they come back in smaller company", () => {
    const claims = ["1", "2", "3"].map((id) => claimOf(id, { failures: 2 }));
    const { work } = end({
      plan: planToWrite(claims),
      sent: claims.map((claim) => sentFor(claim, unknownOutcome())),
      brakes: othersWereWritten,
    });
    for (const { release } of work) {
      expect(release).toMatchObject({ isFailure: false, rest: { rests: 0, doubt: 1 } });
    }
  });

  test("counts against nobody that failed in one call with others which were answered meanwhile", () => {
    const told = { ...restedAlone(4), failures: 2, brakes: othersWereWritten };
    const shared = unknownOutcome({ failedTogether: 4 });
    expect(endOne(shared, told)?.release).toMatchObject({
      isFailure: false,
      rest: { doubt: 1 },
    });
  });

  test("counts against nobody while no other gets through", () => {
    expect(endOne(unknownOutcome(), { ...restedAlone(4), failures: 2 })?.release).toMatchObject({
      isFailure: false,
    });
  });

  test("is a dead letter with its reason once it failed alone too often while others were written", () => {
    const told = { ...restedAlone(4), brakes: othersWereWritten };
    expect(endOne(unknownOutcome(), { ...told, failures: 1 })?.release).toMatchObject({
      isFailure: true,
    });
    expect(endOne(unknownOutcome(), { ...told, failures: 2 })?.end).toEqual({
      state: "dead",
      reason: {
        code: "crm-unanswered",
        detail: expect.objectContaining({ said: expect.stringContaining("no answer came") }),
      },
    });
  });

  test("counts against nobody where five fail one by one", () => {
    const setbacks = ["2", "3", "4", "5"].map((recordId) => ({
      ...{ recordId, workId: recordId },
      signature: "unanswered",
    }));
    const brakes = [brake({ setbacks, writtenAt: new Date(nowMs - 1000) })];
    expect(
      endOne(unknownOutcome(), { ...restedAlone(4), failures: 2, brakes })?.release,
    ).toMatchObject({ isFailure: false });
  });
});

describe("a lock", () => {
  test("that the whole call met makes nobody a dead letter", () => {
    const claims = Array.from({ length: 61 }, (_, index) => claimOf(`${index}`, { failures: 2 }));
    const { work } = end({
      plan: planToWrite(claims),
      sent: claims.map((claim) => sentFor(claim, lockedOut())),
      brakes: othersWereWritten,
    });
    expect(work.filter(({ end }) => end !== undefined)).toEqual([]);
  });

  test("on one of many counts, for the others were written meanwhile", () => {
    const [locked, other] = [claimOf("1", { failures: 2 }), claimOf("2")];
    const { work } = end({
      plan: planToWrite([locked, other]),
      sent: [sentFor(locked, lockedOut()), sentFor(other, written)],
    });
    expect(work.map(({ end }) => end?.state)).toEqual(["dead", "written"]);
  });

  test("crm-25: a row that could not be locked comes back at a moment of its own, later each time", () => {
    const pause = (rests: number, random: number) => {
      const claim = claimOf("1", restedAlone(rests));
      const sent = [sentFor(claim, lockedOut())];
      const situation = { plan: planToWrite([claim]), sent, random: () => random };
      return end(situation).work[0]?.release?.dueInMs ?? 0;
    };
    expect([pause(0, 0), pause(0, 1), pause(3, 0), pause(3, 1)]).toEqual([
      2000, 3000, 16_000, 24_000,
    ]);
  });
});

describe("what held all of it up", () => {
  test.each([
    ["rate-limited", 10_000],
    ["quota", 900_000],
    ["refused-credentials", 60_000],
  ] as const)(
    "such as %s is no matter of the record, which comes back after the wait",
    (reason, dueInMs) => {
      const result = refusedBy("not now", { reason });
      expect(endOne(result, { failures: 2 })?.release).toMatchObject({
        ...{ dueInMs, isFailure: false },
        rest: { kind: null, rests: 0, doubt: 0 },
      });
    },
  );

  test("leaves what was not sent as it was", () => {
    const result = refusedBy("not sent", { reason: "held-back", outcome: "not-sent" });
    const rest = { kind: "setback", rests: 2, doubt: 3 } as const;
    const release = endOne(result, { rest: { ...rest, since: aMinuteAgo } })?.release;
    expect(release).toMatchObject({ isFailure: false, rest });
  });

  test("at the read gives back the batch, in halves where one of it may be at fault", () => {
    const claims = [claimOf("1"), claimOf("2")];
    const failed = (reason: "broken" | "rate-limited") => {
      const error = new CrmError("the read failed", { reason, outcome: "unknown" });
      return planFailure({ ...rules, claims, error, brakes: [] }).work.map(
        ({ release }) => release?.rest.doubt,
      );
    };
    expect(failed("broken")).toEqual([1, 1]);
    expect(failed("rate-limited")).toEqual([0, 0]);
  });
});

test("a read that fails makes nobody a dead letter while it was made for several", () => {
  const claims = ["1", "2"].map((id) => claimOf(id, { ...restedAlone(4), failures: 2 }));
  const error = new CrmError("the read failed", { reason: "broken", outcome: "unknown" });
  const failed = (some: typeof claims) =>
    planFailure({ ...rules, claims: some, error, brakes: othersWereWritten }).work;
  expect(failed(claims).every(({ end }) => end === undefined)).toBe(true);
  expect(failed(claims.slice(0, 1))[0]?.end?.state).toBe("dead");
});

describe("a field that waits for a person", () => {
  const claim = claimOf("1");
  const doubtful: DecidedField = {
    ...decidedWrite(claim),
    field: "ai_summary",
    decision: {
      kind: "low-confidence",
      reason: { code: "low-confidence", detail: { confidence: 0.2, reviewBelow: 0.5 } },
    },
  };

  test("holds none of the others back: what was written is written", () => {
    const plan = { decided: [decidedWrite(claim), doubtful], ended: [], waiting: [] };
    const { work } = end({ plan, sent: [sentFor(claim, written)] });
    expect(work).toMatchObject([{ end: { state: "written", reason: null } }]);
    expect(work[0]?.fields.map(waitsForPerson)).toEqual([false, true]);
  });

  test("is what the answer ends as where nothing else was written", () => {
    expect(end({ plan: { decided: [doubtful], ended: [], waiting: [] } }).work).toMatchObject([
      { end: { state: "review", reason: { code: "low-confidence" } } },
    ]);
  });
});

test("without leave to write, what would be written ends as previewed", () => {
  expect(end({ plan: planToWrite([claimOf("1")]), isPreview: true }).work).toMatchObject([
    { end: { state: "previewed", reason: null } },
  ]);
});

describe("what the CRM refuses", () => {
  test("goes to a person with its reason", () => {
    expect(endOne(refusedBy("Industry is not an option"))).toMatchObject({
      end: {
        state: "review",
        reason: { code: "crm-refused-record", detail: { said: "Industry is not an option" } },
      },
      fields: [{ decision: { kind: "cannot-be-written" } }],
    });
  });

  test("and all alike goes there as one group, with what was held back and what is still to come", () => {
    const claims = ["1", "2", "3", "4", "5"].map((id) => claimOf(id));
    const { work, brakes } = end({
      plan: planToWrite(claims),
      sent: claims.map((claim) => sentFor(claim, refusedBy(`the rule refuses ${claim.workId}`))),
    });
    const { reason, groupId } = brakes[0]?.change.on ?? {};
    expect(reason).toMatchObject({
      code: "braked",
      detail: { records: 5, said: expect.stringContaining("the rule refuses") },
    });
    expect(work.map(({ end }) => end)).toEqual(
      claims.map(() => ({ state: "review", groupId, reason })),
    );
    const held = claimOf("6");
    const theirs: Reason = { code: "braked", detail: { said: "the group's" } };
    const on = { signature: "s", groupId: "g", reason: theirs, tries: 0, tryWorkId: null };
    const standing = brake({ on: { ...on, nextTryAt: new Date(nowMs) } });
    expect(end({ plan: planToWrite([held]), brakes: [standing] }).work[0]?.end).toEqual({
      ...{ state: "review", groupId: "g", reason: theirs },
    });
  });
});

describe("a refusal that no table of errors knows", () => {
  const strange = (unknownReply = "what was said") =>
    refusedBy("Salesforce refused the record: STRANGE_NEW_RULE", { unknownReply });

  test("crm-39: is tried again as often as the settings allow, at longer and longer pauses, and then goes to a person with all that was said", () => {
    const releases = [0, 1].map((failures) => endOne(strange(), { failures })?.release);
    expect(releases).toMatchObject([
      { dueInMs: 1000, isFailure: true },
      { dueInMs: 2000, isFailure: true },
    ]);
    expect(endOne(strange(), { failures: 2 })).toMatchObject({
      end: { state: "review", reason: { detail: { reply: "what was said" } } },
    });
  });

  test("crm-39: is not tried by every record, where it refuses them all alike", () => {
    const claims = ["1", "2", "3", "4", "5"].map((id) => claimOf(id));
    const { work } = end({
      plan: planToWrite(claims),
      sent: claims.map((claim) => sentFor(claim, strange())),
    });
    expect(work.map((one) => one.end?.state)).toEqual(claims.map(() => "review"));
  });
});

describe("a field that is hidden from us", () => {
  const hiddenField = (claim: ReturnType<typeof claimOf>): DecidedField => ({
    ...decidedWrite(claim),
    field: "ai_summary",
    live: undefined,
    decision: { kind: "hidden", reason: { code: "field-hidden", detail: null } },
  });
  const endFields = (fields: DecidedField[], sent: BatchSituation["sent"] = []) =>
    end({ plan: { decided: fields, ended: [], waiting: [] }, sent }).work[0];

  test("keeps the answer waiting, longer each time, and tells the trail once", () => {
    const first = endFields([hiddenField(claimOf("1"))]);
    expect(first?.release).toEqual({
      ...{ dueInMs: 5000, isFailure: false },
      reason: { code: "field-hidden", detail: { fields: ["ai_summary"] } },
      rest: { kind: "hidden", rests: 1, doubt: 0 },
    });
    expect(first?.fields).toHaveLength(1);
    const rest = { kind: "hidden", rests: 9, doubt: 0, since: aMinuteAgo } as const;
    const later = endFields([hiddenField(claimOf("1", { rest }))]);
    expect(later?.release?.dueInMs).toBe(30 * 60_000);
    expect(later?.fields).toEqual([]);
  });

  test("keeps no other field from being written, and the answer counts as written in the end", () => {
    const claim = claimOf("1");
    const both = [decidedWrite(claim), hiddenField(claim)];
    const first = endFields(both, [sentFor(claim, written)]);
    expect(first?.release?.rest.kind).toBe("hidden");
    expect(first?.fields).toHaveLength(2);
    const unchanged: DecidedField = {
      ...decidedWrite(claim),
      ledger: ledgerOf({ workId: "1" }),
      decision: {
        ...{ kind: "unchanged", recovered: undefined },
        reason: { code: "value-stands", detail: null },
      },
    };
    const theirs: DecidedField = {
      ...hiddenField(claim),
      decision: {
        ...{ kind: "human-value", reason: { code: "human-value", detail: null } },
        ownership: { owner: "person", recovered: undefined, isUnrecorded: true },
        isConflict: false,
      },
    };
    expect(endFields([unchanged, theirs])?.end).toEqual({ state: "written", reason: null });
  });

  test("by the CRM's word on the write waits too, but not for ever", () => {
    const noField = refusedBy("no such field", { reason: "unknown-field" });
    expect(endOne(noField)?.release?.rest.kind).toBe("hidden");
    const rest = { kind: "hidden", rests: 3, doubt: 0, since: aMinuteAgo } as const;
    expect(endOne(noField, { rest })?.end?.state).toBe("review");
  });
});
