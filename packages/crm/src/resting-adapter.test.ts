import { everyRecord } from "@fieldwork/contracts";
import { testLogger } from "@fieldwork/runtime/testing";
import { describe, expect, test } from "vitest";
import type { CrmAdapter } from "./crm-adapter.ts";
import { CrmError, type CrmErrorOptions, type CrmErrorReason } from "./crm-error.ts";
import { createRestingAdapter, isResting, type Rest } from "./resting-adapter.ts";

const { signal } = new AbortController();

function failure(reason: CrmErrorReason, options: Partial<CrmErrorOptions> = {}): CrmError {
  return new CrmError("no", { reason, outcome: "rejected", ...options });
}

/** Two processes that call one connection; `answer` is what its vendor does. */
function open(answer: () => void, { isStoreAway = false } = {}) {
  let calls = 0;
  let standing: Rest | undefined;
  const called = async () => {
    calls += 1;
    answer();
  };
  const vendor: CrmAdapter = {
    ...{ connection: "acme", vendor: "hubspot", objects: ["company"] },
    ...{ maxReadBatch: 100, maxWriteBatch: 100, writes: "fast" as const, windows: [] },
    async *readChanges() {
      for (;;) {
        await called();
        yield { changes: [], cursor: {} };
      }
    },
    async readRecords() {
      await called();
      return [];
    },
    async readNow() {
      await called();
      return { changes: [], gone: [] };
    },
    scannedBeforeMs: () => null,
    async countMatching() {
      await called();
      return { count: 0, is: "exact", why: null };
    },
    async readMatching() {
      await called();
      return { records: [], token: null };
    },
    async writeFields(_, writes) {
      try {
        await called();
        return writes.map(() => ({ kind: "written" }));
      } catch (error) {
        return writes.map(() => ({ kind: "refused", error: CrmError.from(error) }));
      }
    },
    async describeFields() {
      await called();
      return [];
    },
    async ensureOutputFields() {
      await called();
      return { kind: "ready", created: [] };
    },
    quota: () => ({}),
    recordPage: async () => null,
    close: async () => undefined,
  };
  const rests = {
    find: async () => standing,
    async begin({ reason, message, forMs }: Omit<Rest, "remainingMs"> & { forMs: number }) {
      if (isStoreAway) throw new Error("away");
      standing = { reason, message, remainingMs: forMs };
      return true;
    },
  };
  const connect = () => createRestingAdapter(vendor, { rests, logger: testLogger() });
  return { one: connect(), other: connect(), calls: () => calls, standing: () => standing };
}

const ways: [string, (adapter: CrmAdapter) => Promise<unknown>][] = [
  ["reads", (adapter) => adapter.readRecords("company", ["1"], signal)],
  ["reads as changes", (adapter) => adapter.readNow("company", ["1"], signal)],
  ["counts", (adapter) => adapter.countMatching("company", everyRecord, signal)],
  [
    "reads what matches",
    (adapter) =>
      adapter.readMatching("company", { filter: everyRecord, token: null, limit: 1 }, signal),
  ],
  ["describes", (adapter) => adapter.describeFields("company", signal)],
  ["creates", (adapter) => adapter.ensureOutputFields("company", [], signal)],
  [
    "scans",
    async (adapter) => adapter.readChanges("company", null, signal)[Symbol.asyncIterator]().next(),
  ],
  [
    "writes",
    async (adapter) => {
      const [result] = await adapter.writeFields("company", [{ id: "1", values: {} }], signal);
      if (result && "error" in result) throw result.error;
    },
  ],
];

describe("createRestingAdapter", () => {
  test.each(ways)(
    "crm-17: whoever %s and is told to wait lets all processes wait",
    async (_, call) => {
      const { one, other, calls, standing } = open(() => {
        throw failure("quota", { waitMs: 900_000 });
      });
      await expect(call(one)).rejects.toMatchObject({ reason: "quota", outcome: "rejected" });
      expect(standing()).toMatchObject({ reason: "quota", remainingMs: 900_000 });
      for (const adapter of [one, other]) {
        for (const [, again] of ways) {
          const error = await again(adapter).catch((reason: unknown) => reason);
          expect(error).toMatchObject({
            ...{ code: "crm_quota_exhausted", scope: "account", outcome: "not-sent" },
            message: expect.stringMatching(/rests until 2.*Z: no$/),
          });
          expect((error as CrmError).retryAfterMs).toBeGreaterThan(800_000);
          expect(isResting(error)).toBe(true);
        }
      }
      expect(calls()).toBe(1);
    },
  );

  test("a scan is stopped between two pages", async () => {
    let isLimited = false;
    const { one, calls } = open(() => {
      if (isLimited) throw failure("rate-limited", { waitMs: 60_000 });
    });
    const pages = one.readChanges("company", null, signal)[Symbol.asyncIterator]();
    await pages.next();
    isLimited = true;
    await expect(one.readRecords("company", [], signal)).rejects.toThrow();
    await expect(pages.next()).rejects.toMatchObject({ details: { isResting: true } });
    expect(calls()).toBe(2);
  });

  test("calls again once the time is over", async () => {
    let isLimited = true;
    const { one, calls } = open(() => {
      if (isLimited) throw failure("rate-limited", { waitMs: 1 });
    });
    await expect(one.readRecords("company", [], signal)).rejects.toThrow();
    isLimited = false;
    await expect.poll(() => one.readRecords("company", [], signal)).toEqual([]);
    expect(calls()).toBe(2);
  });

  test.each<[CrmErrorReason, Partial<CrmErrorOptions>, boolean]>([
    ["refused-credentials", {}, true],
    ["busy", { waitMs: 86_400_000 }, true],
    ["busy", {}, false],
    ["broken", {}, false],
    ["locked", {}, false],
    ["not-permitted", {}, false],
    ["refused-call", {}, false],
    ["unreachable", {}, false],
  ])("after %s %j the connection rests: %s", async (reason, options, rests) => {
    const { one, standing } = open(() => {
      throw failure(reason, options);
    });
    await expect(one.readRecords("company", [], signal)).rejects.toMatchObject({ reason });
    expect(standing() !== undefined).toBe(rests);
  });

  test("rests at least in its own process when nobody else can be told", async () => {
    const { one, calls } = open(
      () => {
        throw failure("quota");
      },
      { isStoreAway: true },
    );
    for (const _ of [1, 2]) {
      await expect(one.readRecords("company", [], signal)).rejects.toMatchObject({
        reason: "quota",
      });
    }
    expect(calls()).toBe(1);
  });
});
