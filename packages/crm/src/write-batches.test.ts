import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FieldWrite, FieldWriteResult } from "./crm-adapter.ts";
import { CrmError, type CrmErrorOptions, type CrmErrorReason } from "./crm-error.ts";
import { writeInBatches } from "./write-batches.ts";
import { assertDistinct } from "./write-results.ts";
import { WriteSuspects } from "./write-suspects.ts";

const never = new AbortController().signal;
const written: FieldWriteResult = { kind: "written" };

function writesOf(count: number): FieldWrite[] {
  return Array.from({ length: count }, (_, index) => ({ id: `${index}`, values: { a: "b" } }));
}

function failure(reason: CrmErrorReason, options: Partial<CrmErrorOptions> = {}) {
  return new CrmError("no", { reason, outcome: "rejected", ...options });
}

function kinds(results: readonly FieldWriteResult[]): string {
  return results.map(({ kind }) => kind[0]).join("");
}

type Send = (batch: readonly FieldWrite[]) => readonly FieldWriteResult[];

/** A connection whose calls are written down. */
function openConnection(maxBatch: number, answer: Send) {
  const suspects = new WriteSuspects(maxBatch);
  const calls: string[][] = [];
  return {
    calls,
    write: (writes: readonly FieldWrite[], signal = never) =>
      writeInBatches({
        writes,
        suspects,
        signal,
        async send(batch) {
          calls.push(batch.map(({ id }) => id));
          return answer(batch);
        },
      }),
  };
}

function errorsOf(results: readonly FieldWriteResult[]): CrmError[] {
  return results.flatMap((result) => ("error" in result ? [result.error] : []));
}

const writeAll: Send = (batch) => batch.map(() => written);

const wait = { isOver: false };

describe("writeInBatches", () => {
  test("splits by the maximum and keeps the order", async () => {
    const { write, calls } = openConnection(2, writeAll);
    expect(kinds(await write(writesOf(5)))).toBe("wwwww");
    expect(calls.map(({ length }) => length)).toEqual([2, 2, 1]);
  });

  test("sends nothing of what is held by the time of its call", async () => {
    let held = false;
    const { write, calls } = openConnection(2, (batch) => {
      held = true;
      return writeAll(batch);
    });
    const writes = writesOf(5).map((one) => ({ ...one, isHeld: () => held && one.id !== "4" }));
    const results = await write(writes);
    expect(kinds(results)).toBe("wwrrw");
    expect(calls).toEqual([["0", "1"], ["4"]]);
    expect(errorsOf(results).map(({ reason, outcome }) => `${reason} ${outcome}`)).toEqual([
      "held not-sent",
      "held not-sent",
    ]);
  });

  test("takes the CRM's word for which records are at fault", async () => {
    const { write, calls } = openConnection(100, (batch) => {
      if (batch.some(({ id }) => id === "42")) {
        throw failure("refused-call", { details: { ids: ["42"] } });
      }
      return writeAll(batch);
    });
    const results = await write(writesOf(100));
    expect(calls).toHaveLength(3);
    expect(results.findIndex(({ kind }) => kind === "refused")).toBe(42);
  });

  test("sends nothing more after a limit, and says so for each record", async () => {
    let count = 0;
    const { write, calls } = openConnection(2, (batch) => {
      if (++count === 2) throw failure("rate-limited");
      return writeAll(batch);
    });
    const results = await write(writesOf(6));
    expect(calls).toHaveLength(2);
    expect(kinds(results)).toBe("wwrrrr");
    for (const error of errorsOf(results)) {
      expect(error).toMatchObject({ scope: "account", retryable: true, retryAfterMs: 10_000 });
    }
  });

  test("sends nothing more once a single record meets the limit of all", async () => {
    const { write, calls } = openConnection(2, ([, ...others]) => [
      { kind: "refused", error: failure("rate-limited") },
      ...others.map(() => written),
    ]);
    expect(kinds(await write(writesOf(6)))).toBe("rwrrrr");
    expect(calls).toHaveLength(1);
  });

  test("a connection that breaks leaves its call unknown; the rest is not sent", async () => {
    let count = 0;
    const { write } = openConnection(2, (batch) => {
      if (++count === 2) throw failure("cut-off", { outcome: "unknown" });
      return writeAll(batch);
    });
    const results = await write(writesOf(6));
    expect(kinds(results)).toBe("wwuurr");
    expect(results[2]).toMatchObject({ error: { code: "crm_write_unknown", scope: "vendor" } });
    expect(results[4]).toMatchObject({ error: { code: "crm_unavailable", outcome: "not-sent" } });
  });

  test("sends nothing once it is stopped", async () => {
    const { write, calls } = openConnection(2, writeAll);
    const results = await write(writesOf(2), AbortSignal.abort());
    expect(kinds(results)).toBe("rr");
    expect(calls).toHaveLength(0);
  });

  test("a reply that is shorter than its call leaves the rest unknown", async () => {
    const { write } = openConnection(3, () => [written]);
    expect(kinds(await write(writesOf(3)))).toBe("wuu");
  });

  test("a half that would leave too long after its read is not sent", async () => {
    let nowMs = 0;
    const results = await writeInBatches({
      writes: writesOf(8).map((write) => ({ ...write, sendBefore: 2000 })),
      suspects: new WriteSuspects(8),
      signal: never,
      nowMs: () => nowMs,
      async send(batch) {
        nowMs += 900;
        if (batch.some(({ id }) => id === "0")) throw failure("refused-call");
        return writeAll(batch);
      },
    });
    expect(kinds(results)).toBe("rrrrrrrr");
    expect(new Set(errorsOf(results).map(({ reason }) => reason))).toEqual(new Set(["late"]));
  });

  test.each([
    ["late", { sendBefore: 2000 }],
    ["held", { isHeld: () => wait.isOver }],
  ])("a call that turns %s while it waits to leave is not sent", async (reason, extra) => {
    let nowMs = 0;
    wait.isOver = false;
    const results = await writeInBatches({
      writes: writesOf(4).map((write) => ({ ...write, ...extra })),
      suspects: new WriteSuspects(4),
      signal: never,
      nowMs: () => nowMs,
      async send(batch, lastLook) {
        nowMs = 2001;
        wait.isOver = true;
        lastLook();
        return writeAll(batch);
      },
    });
    expect(kinds(results)).toBe("rrrr");
    expect(errorsOf(results)[0]).toMatchObject({ reason, outcome: "not-sent", scope: "ours" });
  });

  test("a missing field is refused where it is named, and asked for once", async () => {
    const { write, calls } = openConnection(10, (batch) => {
      if (batch.some(({ values }) => "hidden" in values)) throw failure("unknown-field");
      return writeAll(batch);
    });
    const writes = writesOf(30).map((one, index) =>
      index % 3 === 0 ? { ...one, values: { a: "b", hidden: "c" } } : one,
    );
    const results = await write(writes);
    expect(kinds(results)).toBe("rww".repeat(10));
    expect(errorsOf(results).every(({ scope }) => scope === "connection")).toBe(true);
    expect(calls).toHaveLength(5);
  });
});

describe("a call that is refused as a whole", () => {
  test("singles out the poisoned records, whichever they are, and writes each other one once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 25 }),
        fc.uniqueArray(fc.nat(59), { maxLength: 4 }),
        async (count, maxBatch, poisoned) => {
          const done: string[] = [];
          const { write, calls } = openConnection(maxBatch, (batch) => {
            if (batch.some(({ id }) => poisoned.includes(Number(id)))) {
              throw failure("refused-call");
            }
            done.push(...batch.map(({ id }) => id));
            return writeAll(batch);
          });
          const results = await write(writesOf(count));
          const expected = writesOf(count).map(({ id }) => poisoned.includes(Number(id)));
          expect(results.map(({ kind }) => kind === "refused")).toEqual(expected);
          expect(new Set(done).size).toBe(done.length);
          expect(done).toHaveLength(expected.filter((isPoisoned) => !isPoisoned).length);
          const found = count - done.length;
          const halvings = Math.ceil(Math.log2(maxBatch));
          expect(calls.length).toBeLessThanOrEqual(
            Math.ceil(count / maxBatch) + found * (2 * halvings + 2),
          );
        },
      ),
    );
  });

  test("is sent about log2(n) + 5 times when all are refused alike, and then once in a while", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 250 }),
        fc.integer({ min: 1, max: 200 }),
        async (count, maxBatch) => {
          const { write, calls } = openConnection(maxBatch, () => {
            throw failure("refused-call", { signature: "405 -" });
          });
          const results = await write(writesOf(count));
          expect(kinds(results)).toBe("r".repeat(count));
          const batch = Math.min(count, maxBatch);
          expect(calls.length).toBeLessThanOrEqual(Math.ceil(Math.log2(batch)) + 5);
          if (count < 5) return;
          expect(new Set(errorsOf(results).map(({ scope }) => scope))).toEqual(
            new Set(["connection"]),
          );
          const before = calls.length;
          await write(writesOf(count));
          expect(calls.length - before).toBe(1);
        },
      ),
    );
  });

  test("is the connection's failure only while no record gets through", async () => {
    let isFixed = false;
    const { write } = openConnection(50, (batch) => {
      if (!isFixed) throw failure("refused-call");
      return writeAll(batch);
    });
    expect(errorsOf(await write(writesOf(50)))[0]).toMatchObject({ reason: "refused-alike" });
    isFixed = true;
    expect(kinds(await write(writesOf(50)))).toBe("w".repeat(50));
  });

  test("refusals in different words are each record's own", async () => {
    const { write } = openConnection(8, (batch) => {
      throw failure("refused-call", { signature: `400 ${batch[0]?.id}` });
    });
    const results = await write(writesOf(8));
    expect(errorsOf(results).every(({ scope }) => scope === "record")).toBe(true);
  });

  test("every write has one result, innocents are written, whatever mixture of faults meets them", async () => {
    const fault = fc.constantFrom<CrmErrorReason>(
      "refused-call",
      "turned-away",
      "broken",
      "locked",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 25 }),
        fc.array(fc.tuple(fc.nat(39), fault), { maxLength: 4 }),
        async (count, maxBatch, faults) => {
          const poison = new Map(faults.map(([index, reason]) => [`${index}`, reason]));
          const { innocents, rounds } = await drain({ count, maxBatch, poison });
          expect(innocents).toBe(writesOf(count).filter(({ id }) => !poison.has(id)).length);
          expect(rounds).toBeLessThanOrEqual(2 * poison.size * 7 + 3);
        },
      ),
    );
  });
});

/** As the writer does: what was not done for good is read, and given again. Ends when only poison is left. */
async function drain({
  count,
  maxBatch,
  poison,
}: {
  count: number;
  maxBatch: number;
  poison: ReadonlyMap<string, CrmErrorReason>;
}) {
  const done = new Set<string>();
  let unread = new Set<string>();
  const { write } = openConnection(maxBatch, (batch) => {
    expect(batch.filter(({ id }) => unread.has(id))).toEqual([]);
    const found = batch.map(({ id }) => poison.get(id)).find((reason) => reason !== undefined);
    if (found === "broken") unread = new Set([...unread, ...batch.map(({ id }) => id)]);
    if (found) throw failure(found, { outcome: found === "broken" ? "unknown" : "rejected" });
    for (const { id } of batch) done.add(id);
    return writeAll(batch);
  });
  let waiting = writesOf(count);
  for (let rounds = 1; ; rounds++) {
    unread = new Set();
    const results = await write(waiting);
    expect(results).toHaveLength(waiting.length);
    waiting = waiting.filter((_, index) => {
      const result = results[index];
      return result?.kind === "unknown" || (result?.kind === "refused" && result.error.retryable);
    });
    if (waiting.every(({ id }) => poison.has(id))) return { innocents: done.size, rounds };
    if (rounds > 200) return expect.unreachable("it never ends");
  }
}

describe("a call that may have been done", () => {
  const silent: Send = (batch) =>
    batch.map(() => ({ kind: "unknown", error: failure("unanswered") }));
  const failing: readonly (readonly [string, Send])[] = [
    [
      "a 500",
      () => {
        throw failure("broken", { outcome: "unknown" });
      },
    ],
    ["a success that names no record", silent],
    [
      "a lock",
      () => {
        throw failure("locked");
      },
    ],
  ];

  test.each(failing)(
    "crm-24: %s is not sent again before it is read, and then in halves",
    async (_, fail) => {
      const { write, calls } = openConnection(64, (batch) =>
        batch.some(({ id }) => id === "37") ? fail(batch) : writeAll(batch),
      );
      let waiting = writesOf(61);
      for (let round = 0; round < 9; round++) {
        const before = calls.length;
        const results = await write(waiting);
        const sent = calls.slice(before).flat();
        expect(sent).toHaveLength(new Set(sent).size);
        waiting = waiting.filter((_, index) => results[index]?.kind !== "written");
      }
      expect(waiting.map(({ id }) => id)).toEqual(["37"]);
      expect(calls.length).toBeLessThanOrEqual(18);
      const [result] = await write(waiting);
      expect(result).toMatchObject({ error: { scope: "record", failedTogether: 1 } });
    },
  );

  test("is no record's failure while it is all records'", async () => {
    const { write, calls } = openConnection(20, () => {
      throw failure("broken", { outcome: "unknown" });
    });
    for (let round = 0; round < 50; round++) {
      const results = await write(writesOf(61));
      expect(errorsOf(results).every(({ scope }) => scope === "vendor")).toBe(true);
    }
    expect(calls.length).toBeLessThanOrEqual(3 + 49);
  });

  test("an outage costs no more than a few small calls once it is over", async () => {
    let isUp = false;
    const { write, calls } = openConnection(50, (batch) => {
      if (!isUp) throw failure("busy");
      return writeAll(batch);
    });
    for (let round = 0; round < 20; round++) await write(writesOf(200));
    isUp = true;
    const before = calls.length;
    expect(kinds(await write(writesOf(200)))).toBe("w".repeat(200));
    expect(calls.length - before).toBeLessThanOrEqual(4 + 25);
  });

  test("a single record is to blame only once others got through after it had failed", async () => {
    let isUp = false;
    const { write } = openConnection(10, (batch) => {
      if (!isUp || batch[0]?.id === "0") throw failure("broken", { outcome: "unknown" });
      return writeAll(batch);
    });
    const [poisoned = { id: "", values: {} }, other = poisoned] = writesOf(2);
    const scopeOf = async () => errorsOf(await write([poisoned]))[0]?.scope;
    expect([await scopeOf(), await scopeOf()]).toEqual(["vendor", "vendor"]);
    isUp = true;
    await write([other]);
    expect([await scopeOf(), await scopeOf()]).toEqual(["record", "record"]);
  });
});

describe("an org whose automation takes few records at a time", () => {
  const atMost =
    (limit: number): Send =>
    (batch) =>
      batch.map(() =>
        batch.length <= limit ? written : { kind: "refused", error: failure("automation-limit") },
      );

  test("gets calls of a size that it takes, and larger ones again later", async () => {
    let limit = 30;
    const { write, calls } = openConnection(200, (batch) => atMost(limit)(batch));
    let waiting = writesOf(1000);
    for (let round = 0; waiting.length > 0 && round < 40; round++) {
      const results = await write(waiting);
      waiting = waiting.filter((_, index) => results[index]?.kind !== "written");
    }
    expect(waiting).toHaveLength(0);
    expect(calls.length).toBeLessThanOrEqual(3 * Math.ceil(1000 / 30));
    limit = 200;
    for (let round = 0; round < 30; round++) await write(writesOf(1000));
    expect(Math.max(...calls.slice(-6).map(({ length }) => length))).toBe(200);
  });
});

test("one record cannot be written twice in a call", () => {
  expect(() => assertDistinct([...writesOf(2), ...writesOf(1)])).toThrow("twice");
});
