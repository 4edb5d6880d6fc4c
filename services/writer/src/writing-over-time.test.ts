import { randomUUID } from "node:crypto";
import type { Reason } from "@fieldwork/contracts";
import type { FieldWriteResult } from "@fieldwork/crm";
import type { BrakeChange, ClaimedWrite, WriteBrake } from "@fieldwork/store";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextPace, type Pace, reportOn } from "./pace.ts";
import { tryPauseMs } from "./plan-brake.ts";
import { planEnding, type WorkEnding } from "./plan-ending.ts";
import {
  claimOf,
  lockedOut,
  planToWrite,
  refusedBy,
  sentFor,
  unknownOutcome,
  written,
} from "./testing.ts";

/** How a record behaves: its own doing, whatever the others do. */
type Nature = "fine" | "poison" | "locked" | "refused";
/** How the CRM behaves: to all of them alike. */
type Weather = "fair" | "outage" | "rule";

interface Row {
  claim: ClaimedWrite;
  nature: Nature;
  state: "answered" | "written" | "review" | "dead" | "skipped";
  reason: Reason | null;
  groupId: string | undefined;
  dueAt: number;
  finishedAt: number;
}

const maxBatch = 16;
const maxFailures = 5;
const hourMs = 3_600_000;

/** What the store keeps of endings, and what the loop does with it, by a clock that jumps. */
class Line {
  readonly rows: Row[];
  now = 0;
  sentWrites = 0;
  #brake: WriteBrake = { enrichment: "profile", writtenAt: null, setbacks: [], on: null };
  #pace: Pace = { batchSize: maxBatch, failures: 0 };

  constructor(natures: readonly Nature[]) {
    this.rows = natures.map((nature, index) => ({
      ...{ nature, state: "answered", reason: null, groupId: undefined, dueAt: 0, finishedAt: 0 },
      claim: claimOf(`${index}`),
    }));
  }

  run(weather: Weather, forMs: number): void {
    const end = this.now + forMs;
    while (this.now < end) {
      this.#takeTry();
      const batch = this.#claim();
      if (batch.length > 0) this.#write(batch, weather);
      const failures = this.#pace.failures;
      const restMs = failures === 0 ? 10 : Math.min(60_000, 500 * 2 ** failures);
      this.now += batch.length === 0 ? Math.max(10, this.#nextDue() - this.now) : restMs;
    }
    this.now = end;
  }

  inState(state: Row["state"]): Row[] {
    return this.rows.filter((row) => row.state === state);
  }

  #due(): Row[] {
    return this.rows
      .filter(({ state, dueAt }) => state === "answered" && dueAt <= this.now)
      .toSorted((a, b) => a.dueAt - b.dueAt)
      .slice(0, this.#pace.batchSize);
  }

  /** As the store claims. */
  #claim(): Row[] {
    const due = this.#due();
    const doubt = due[0]?.claim.rest.doubt ?? 0;
    return due
      .filter(({ claim }) => claim.rest.doubt <= doubt)
      .slice(0, Math.max(1, maxBatch >> doubt));
  }

  #nextDue(): number {
    const times = this.rows.filter(({ state }) => state === "answered").map(({ dueAt }) => dueAt);
    if (this.#brake.on) times.push(this.#brake.on.nextTryAt.getTime());
    return Math.min(this.now + 60_000, ...times);
  }

  #takeTry(): void {
    const { on, setbacks } = this.#brake;
    if (!on || on.nextTryAt.getTime() > this.now) return;
    const refused = new Set(setbacks.map(({ workId }) => workId));
    const [member] = this.rows
      .filter(({ state, groupId }) => state === "review" && groupId === on.groupId)
      .toSorted(
        (a, b) =>
          Number(refused.has(a.claim.workId)) - Number(refused.has(b.claim.workId)) ||
          a.finishedAt - b.finishedAt,
      );
    if (!member) return;
    Object.assign(member, { state: "answered", dueAt: this.now });
    const nextTryAt = new Date(this.now + 60_000);
    this.#brake = { ...this.#brake, on: { ...on, tryWorkId: member.claim.workId, nextTryAt } };
  }

  #write(batch: readonly Row[], weather: Weather): void {
    const { on } = this.#brake;
    const free = batch.filter(({ claim }) => !on || on.tryWorkId === claim.workId);
    const results = callCrm(free, weather);
    this.sentWrites += free.length;
    const sent = free.map(({ claim }, index) => sentFor(claim, results[index] ?? written));
    const { work, brakes } = planEnding({
      plan: planToWrite(batch.map(({ claim }) => claim)),
      ...{ sent, maxFailures, isPreview: false },
      brakes: [this.#brake],
      ...{ nowMs: this.now, random: () => 0.5, newGroupId: randomUUID },
    });
    for (const ending of work) this.#keep(ending);
    for (const { change, released, joining } of brakes) {
      this.#keepBrake(change);
      for (const row of this.rows) {
        if (row.state !== "review") continue;
        if (released !== undefined && row.groupId === released) {
          Object.assign(row, { state: "answered", dueAt: this.now });
        } else if (change.on && joining.includes(row.claim.workId)) {
          Object.assign(row, { groupId: change.on.groupId, reason: change.on.reason });
        }
      }
    }
    const claims = batch.map(({ claim }) => claim);
    this.#pace = nextPace(this.#pace, reportOn(claims, sent), maxBatch);
  }

  #keep({ claim, end, release }: WorkEnding): void {
    const row = this.rows.find((one) => one.claim.workId === claim.workId);
    if (row === undefined) return;
    if (end) {
      const rest = { kind: null, rests: 0, doubt: 0, since: null };
      Object.assign(row, { ...end, finishedAt: this.now, claim: { ...claim, failures: 0, rest } });
    }
    if (release) {
      const isSame = release.rest.kind === claim.rest.kind;
      const since = isSame ? claim.rest.since : new Date(this.now);
      const failures = claim.failures + Number(release.isFailure);
      row.claim = { ...claim, failures, rest: { ...release.rest, since } };
      row.dueAt = this.now + release.dueInMs;
    }
  }

  #keepBrake({ enrichment, isWritten, setbacks, on }: BrakeChange): void {
    const { writtenAt, on: before } = this.#brake;
    this.#brake = {
      ...{ enrichment, setbacks },
      writtenAt: isWritten ? new Date(this.now) : writtenAt,
      on: on && {
        ...on,
        nextTryAt:
          on.nextTryInMs === null
            ? (before?.nextTryAt ?? new Date(this.now))
            : new Date(this.now + on.nextTryInMs),
      },
    };
  }
}

function callCrm(batch: readonly Row[], weather: Weather): FieldWriteResult[] {
  if (weather === "outage") return batch.map(() => unknownOutcome());
  if (batch.some(({ nature }) => nature === "poison")) return batch.map(() => unknownOutcome());
  return batch.map(({ nature, claim }, index) => {
    if (nature === "locked") return lockedOut();
    if (nature === "refused") return refusedBy(`${"abcdefgh"[index % 8]} is wrong here`);
    return weather === "rule" ? refusedBy(`the rule refuses record ${claim.recordId}`) : written;
  });
}

const natures = (...of: Nature[]) =>
  fc.array(fc.constantFrom(...of), { minLength: 1, maxLength: 40 });

describe("in fair weather", () => {
  test("what is fine is written within minutes, and only what is at fault is not", () => {
    fc.assert(
      fc.property(natures("fine", "fine", "fine", "poison", "locked", "refused"), (all) => {
        const line = new Line(["fine", ...all]);
        line.run("fair", 10 * 60_000);
        for (const { nature, state } of line.rows) {
          if (nature === "fine") expect(state).toBe("written");
          if (nature === "refused") expect(state).toBe("review");
        }
        expect(line.inState("dead").every(({ nature }) => nature !== "fine")).toBe(true);
      }),
    );
  });

  test("one record that poisons its call is dead with its reason, and keeps the others waiting for seconds", () => {
    const line = new Line([
      ...Array.from({ length: 30 }, () => "fine" as const),
      "poison",
      ...Array.from({ length: 30 }, () => "fine" as const),
    ]);
    line.run("fair", 20_000);
    expect(line.inState("written")).toHaveLength(60);
    line.run("fair", 2 * 60_000);
    expect(line.inState("dead")).toMatchObject([
      { nature: "poison", reason: { code: "crm-unanswered" } },
    ]);
  });
});

describe("while the CRM is out of order", () => {
  test("crm-38: nobody is dead, calls grow rare, and all is written once it is back", () => {
    fc.assert(
      fc.property(natures("fine"), fc.integer({ min: 1, max: 12 }), (all, hours) => {
        const line = new Line(all);
        line.run("outage", hours * hourMs);
        expect(line.inState("answered")).toHaveLength(all.length);
        expect(line.sentWrites).toBeLessThan(100 + 70 * hours);
        line.run("fair", 10 * 60_000);
        expect(line.inState("written")).toHaveLength(all.length);
      }),
      { numRuns: 30 },
    );
  });
});

describe("while a rule of the org refuses all alike", () => {
  test("nobody is dead, few are tried, all wait as one group, and all are written once it is gone", () => {
    fc.assert(
      fc.property(natures("fine"), fc.integer({ min: 1, max: 12 }), (all, hours) => {
        const line = new Line(all);
        line.run("rule", hours * hourMs);
        expect(line.inState("dead")).toEqual([]);
        const refused = [...line.inState("review"), ...line.inState("answered")];
        expect(refused).toHaveLength(all.length);
        expect(line.sentWrites).toBeLessThan(maxBatch + 12 + 2 * hours);
        if (all.length < 5) return;
        expect(new Set(line.inState("review").map(({ groupId }) => groupId)).size).toBe(1);
        line.run("fair", tryPauseMs(99) + 60_000);
        expect(line.inState("written")).toHaveLength(all.length);
      }),
      { numRuns: 30 },
    );
  });
});

test("whatever the weather, no record that is fine is ever dead, and every one that is refused says why", () => {
  // Long enough for all that waits to be tried again.
  const fairMinutes = fc.integer({ min: 60, max: 120 });
  const foulMinutes = fc.integer({ min: 1, max: 300 });
  const spell = fc.tuple(fc.constantFrom<Weather>("outage", "rule"), foulMinutes, fairMinutes);
  fc.assert(
    fc.property(
      natures("fine", "fine", "poison", "locked", "refused"),
      fc.array(spell, { minLength: 1, maxLength: 4 }),
      (all, spells) => {
        const line = new Line(all);
        for (const [weather, forMinutes, thenMinutes] of spells) {
          line.run(weather, forMinutes * 60_000);
          line.run("fair", thenMinutes * 60_000);
        }
        for (const { nature, state, reason } of line.rows) {
          // Fewer than five that a rule refused look like records that are refused for themselves.
          if (nature === "fine") expect(["written", "review"]).toContain(state);
          if (state === "review" || state === "dead") expect(reason).toBeTruthy();
        }
      },
    ),
    { numRuns: 200 },
  );
});
