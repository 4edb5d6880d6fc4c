import { AppError } from "@fieldwork/runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FieldWrite, FieldWriteResult } from "./crm-adapter.ts";
import { assertDistinct, writeInBatches } from "./write-batches.ts";

const never = new AbortController().signal;
const written: FieldWriteResult = { kind: "written" };

function writesOf(count: number): FieldWrite[] {
  return Array.from({ length: count }, (_, index) => ({ id: `${index}`, values: { a: "b" } }));
}

function failure(code: AppError["code"], details: Record<string, unknown> = {}) {
  const retryable = code !== "crm_write_rejected";
  return new AppError("no", { code, retryable, details: { outcome: "rejected", ...details } });
}

function kinds(results: readonly FieldWriteResult[]): string {
  return results.map(({ kind }) => kind[0]).join("");
}

describe("writeInBatches", () => {
  test("splits by the maximum and keeps the order", async () => {
    const sizes: number[] = [];
    const results = await writeInBatches({
      writes: writesOf(5),
      maxBatch: 2,
      signal: never,
      async send(batch) {
        sizes.push(batch.length);
        return batch.map(() => written);
      },
    });
    expect(sizes).toEqual([2, 2, 1]);
    expect(kinds(results)).toBe("wwwww");
  });

  test("singles out the poisoned records, whichever they are, and writes each other one once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 25 }),
        fc.uniqueArray(fc.nat(59), { maxLength: 6 }),
        async (count, maxBatch, poisoned) => {
          const done: string[] = [];
          const results = await writeInBatches({
            writes: writesOf(count),
            maxBatch,
            signal: never,
            async send(batch) {
              if (batch.some(({ id }) => poisoned.includes(Number(id)))) {
                throw failure("crm_write_rejected");
              }
              done.push(...batch.map(({ id }) => id));
              return batch.map(() => written);
            },
          });
          const expected = writesOf(count).map(({ id }) => poisoned.includes(Number(id)));
          expect(results.map(({ kind }) => kind === "refused")).toEqual(expected);
          expect(done.toSorted()).toEqual([...new Set(done)].toSorted());
          expect(done).toHaveLength(expected.filter((isPoisoned) => !isPoisoned).length);
        },
      ),
      { numRuns: 50 },
    );
  });

  test("takes the CRM's word for which records are at fault", async () => {
    let calls = 0;
    const results = await writeInBatches({
      writes: writesOf(100),
      maxBatch: 100,
      signal: never,
      async send(batch) {
        calls++;
        if (batch.some(({ id }) => id === "42")) {
          throw failure("crm_write_rejected", { ids: ["42"] });
        }
        return batch.map(() => written);
      },
    });
    expect(calls).toBe(3);
    expect(results.findIndex(({ kind }) => kind === "refused")).toBe(42);
  });

  test("sends nothing more after a limit, and says so for each record", async () => {
    let calls = 0;
    const results = await writeInBatches({
      writes: writesOf(6),
      maxBatch: 2,
      signal: never,
      async send(batch) {
        if (++calls === 2) throw failure("crm_rate_limited");
        return batch.map(() => written);
      },
    });
    expect(calls).toBe(2);
    expect(kinds(results)).toBe("wwrrrr");
    expect(results.slice(2).every((r) => r.kind === "refused" && r.error.retryable)).toBe(true);
  });

  test("a call without an answer is unknown for its records alone; the rest is not sent", async () => {
    let calls = 0;
    const results = await writeInBatches({
      writes: writesOf(6),
      maxBatch: 2,
      signal: never,
      async send(batch) {
        if (++calls === 2) throw failure("crm_unavailable", { outcome: "unknown" });
        return batch.map(() => written);
      },
    });
    expect(kinds(results)).toBe("wwuurr");
    expect(results[2]).toMatchObject({ error: { code: "crm_write_unknown" } });
    expect(results[4]).toMatchObject({ error: { code: "crm_unavailable", retryable: true } });
  });

  test("sends nothing once it is stopped", async () => {
    const results = await writeInBatches({
      writes: writesOf(2),
      maxBatch: 2,
      signal: AbortSignal.abort(),
      send: async () => expect.unreachable(),
    });
    expect(kinds(results)).toBe("rr");
  });

  test("a reply that is shorter than its call leaves the rest unknown", async () => {
    const results = await writeInBatches({
      writes: writesOf(3),
      maxBatch: 3,
      signal: never,
      send: async () => [written],
    });
    expect(kinds(results)).toBe("wuu");
  });
});

test("one record cannot be written twice in a call", () => {
  expect(() => assertDistinct([...writesOf(2), ...writesOf(1)])).toThrow("twice");
});
