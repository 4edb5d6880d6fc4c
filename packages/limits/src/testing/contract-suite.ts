import { beforeAll, describe, expect, test } from "vitest";
import type { CallEnd } from "../adaptive-concurrency.ts";
import type { Admission, AdmissionLease, AdmissionSpend } from "../admission.ts";
import type { CommonLimits, LimitTable } from "../limits.ts";
import { amountsOf, requestFor, scopesOf, tableOf } from "./common-request.ts";

/** Opens admission with a clock that the suite holds; nothing of an earlier one is left in it. */
export type OpenAdmission = (limits: LimitTable, nowMs: () => number) => Promise<Admission>;

const request = requestFor();

const call = { ended: "answered", durationMs: 0 } as const;
const unused: AdmissionSpend = { kind: "nothing", ...call };
const unknown: AdmissionSpend = { kind: "unknown", ...call };

/** What all admissions must do, whatever they keep their state in. */
export function describeAdmission(name: string, create: () => Promise<OpenAdmission>): void {
  describe(`${name} admission`, () => {
    let open: OpenAdmission;
    let now = 1000;

    beforeAll(async () => {
      open = await create();
    });

    const openWith = (limits: Readonly<Record<string, CommonLimits>>) => openAll(tableOf(limits));
    const openAll = (limits: LimitTable) => {
      now = 1000;
      return open(limits, () => now);
    };

    async function admitted(admission: Admission, asked = request): Promise<AdmissionLease> {
      const answer = await admission.admit(asked);
      if (answer.kind === "refused") throw new Error(`refused: ${answer.window}`);
      return answer;
    }

    test("G5: holds the limits of every scope of a request, and names the one that refuses", async () => {
      const admission = await openWith({
        openai: { concurrency: 3 },
        "openai/gpt-6-sol": { concurrency: 2 },
      });
      const answers = async (model: string) => {
        const asked = [1, 2, 3].map(() => admission.admit(requestFor({ model })));
        return (await Promise.all(asked)).map((one) => ("scope" in one ? one.scope : one.kind));
      };
      expect(await answers("gpt-6-sol")).toEqual(["admitted", "admitted", "openai/gpt-6-sol"]);
      expect(await answers("gpt-6-luna")).toEqual(["admitted", "openai", "openai"]);
      // The provider's own is asked first.
      expect(await answers("gpt-6-sol")).toEqual(["openai", "openai", "openai"]);
    });

    test("G5: what one scope refuses takes nothing from the others", async () => {
      const admission = await openWith({
        openai: { requestsPerMinute: 80, concurrency: 5 },
        "openai/gpt-6-sol": { outputTokensPerMinute: 2000 },
      });
      const sol = requestFor({ model: "gpt-6-sol" });
      await admitted(admission, sol);
      expect(await admission.admit(sol)).toMatchObject({
        ...{ kind: "refused", scope: "openai/gpt-6-sol", window: "output-tokens/minute" },
      });
      expect(await admission.capacityOf(sol.scopes)).toEqual({ concurrency: 5, inUse: 1 });
      await admitted(admission);
      expect(await admission.admit(request)).toMatchObject({ window: "requests/minute" });
    });

    test("G5: a lease ends in every scope at once", async () => {
      const admission = await openWith({
        openai: { concurrency: 1, outputTokensPerMinute: 4000 },
        "openai/gpt-6-luna": { concurrency: 1, outputTokensPerMinute: 4000 },
      });
      const large = requestFor({ outputTokens: 200 });
      const lease = await admitted(admission, large);
      await admission.release(lease, unused);
      await admitted(admission, large);
    });

    test("G5: a day's requests are there again when its time zone's day ends", async () => {
      const day = { kind: "day", unit: "requests", timeZone: "Asia/Tokyo", limit: 2 } as const;
      const admission = await openAll({ openai: { windows: [day] } });
      now = Date.parse("2026-03-01T14:59:00Z");
      const first = await admitted(admission);
      await admitted(admission);
      expect(await admission.admit(request)).toEqual({
        ...{ kind: "refused", scope: "openai", window: "requests/day/Asia/Tokyo", waitMs: 60_000 },
      });
      now += 60_000;
      // Of yesterday: it gives nothing back to today.
      await admission.release(first, unused);
      await admitted(admission);
      await admitted(admission);
      expect(await admission.admit(request)).toMatchObject({ waitMs: 86_400_000 });
    });

    test("models-28: of classes that wait, each is admitted by its weight; what one leaves, the others use", async () => {
      const windows = [{ kind: "concurrency", limit: 1 } as const];
      const admission = await openAll({
        openai: { windows, shares: { live: 3, backfill: 1 } },
      });
      const classes = ["live", "backfill"] as const;
      const served = { live: 0, backfill: 0 };
      const serve = async (asking: readonly (typeof classes)[number][]) => {
        for (const workClass of asking) {
          const answer = await admission.admit(requestFor({ workClass }));
          if (answer.kind === "refused") continue;
          served[workClass] += 1;
          now += 20;
          for (const other of asking) await admission.admit(requestFor({ workClass: other }));
          await admission.release(answer, unused);
        }
      };
      for (let turn = 0; turn < 60; turn += 1) await serve(classes);
      expect(served.live / served.backfill).toBeCloseTo(3, 0);
      now += 60_000;
      const before = served.backfill;
      for (let turn = 0; turn < 10; turn += 1) await serve(["backfill"]);
      expect(served.backfill).toBe(before + 10);
    });

    test("cools an inner scope down, and none beside it", async () => {
      const admission = await openWith({});
      await admission.coolDown(scopesOf({ provider: "openai", model: "gpt-6-sol" }), 5000);
      expect(await admission.admit(requestFor({ model: "gpt-6-sol" }))).toMatchObject({
        ...{ kind: "refused", scope: "openai/gpt-6-sol", window: "cool-down", waitMs: 4000 },
      });
      await admitted(admission);
    });

    test("sets no limit to a provider that has none", async () => {
      const admission = await openWith({});
      const asked = Array.from({ length: 100 }, () => admission.admit(request));
      expect((await Promise.all(asked)).every(({ kind }) => kind === "admitted")).toBe(true);
    });

    test("cools a whole provider down, and never shortens it", async () => {
      const admission = await openWith({});
      await admission.coolDown(["openai"], 5000);
      await admission.coolDown(["openai"], 2000);
      const refusal = { kind: "refused", scope: "openai", window: "cool-down", waitMs: 4000 };
      expect(await admission.admit(request)).toEqual(refusal);
      expect(await admission.admit(requestFor({ model: "gpt-6-sol" }))).toEqual(refusal);
      expect((await admission.admit(requestFor({ provider: "local" }))).kind).toBe("admitted");
      now = 5000;
      expect((await admission.admit(request)).kind).toBe("admitted");
    });

    test("G5: bounds attempts at once; a released lease frees one place, however often it is released", async () => {
      const admission = await openWith({ openai: { concurrency: 2 } });
      const first = await admitted(admission);
      await admitted(admission);
      expect(await admission.admit(request)).toMatchObject({ window: "concurrency" });
      await admission.release(first, unknown);
      await admission.release(first, unknown);
      await admitted(admission);
      expect((await admission.admit(request)).kind).toBe("refused");
    });

    test("models-25: an expired lease frees its place, and releasing it later gives nothing back", async () => {
      const limits = { concurrency: 1, outputTokensPerMinute: 4000 };
      const admission = await openWith({ openai: limits });
      const lost = await admitted(admission, requestFor({ leaseMs: 20 }));
      now += 19;
      expect((await admission.admit(request)).kind).toBe("refused");
      now += 1;
      await admitted(admission);
      await admission.release(lost, unused);
      expect((await admission.admit(request)).kind).toBe("refused");
    });

    test("G5: spends a minute's requests in a burst of a fortieth, then evenly", async () => {
      const admission = await openWith({ openai: { requestsPerMinute: 600 } });
      const burst = await Promise.all(Array.from({ length: 40 }, () => admission.admit(request)));
      expect(burst.filter(({ kind }) => kind === "admitted")).toHaveLength(15);
      expect(await admission.admit(request)).toEqual({
        kind: "refused",
        scope: "openai",
        window: "requests/minute",
        waitMs: 103,
      });
      now += 103;
      await admitted(admission);
    });

    test("models-26: a clock that goes back gains nothing", async () => {
      const admission = await openWith({ openai: { requestsPerMinute: 40 } });
      now = 10_000;
      await admitted(admission);
      for (const at of [0, 10_000]) {
        now = at;
        expect((await admission.admit(request)).kind).toBe("refused");
      }
    });

    test("G5: gives back what was not used, once", async () => {
      const admission = await openWith({ openai: { outputTokensPerMinute: 20_000 } });
      const lease = await admitted(admission, requestFor({ outputTokens: 600 }));
      await admitted(admission, requestFor({ outputTokens: 400 }));
      expect((await admission.admit(requestFor({ outputTokens: 1 }))).kind).toBe("refused");
      const spend = {
        kind: "used" as const,
        amounts: amountsOf({ inputTokens: 100, outputTokens: 450 }),
        ...call,
      };
      await admission.release(lease, spend);
      await admission.release(lease, spend);
      await admitted(admission, requestFor({ outputTokens: 150 }));
      expect(await admission.admit(requestFor({ outputTokens: 1 }))).toMatchObject({
        kind: "refused",
        window: "output-tokens/minute",
      });
    });

    test("models-24: gives everything back when nothing was sent, and nothing when that is unknown", async () => {
      const admission = await openWith({ openai: { requestsPerMinute: 40 } });
      const unsent = await admitted(admission);
      expect((await admission.admit(request)).kind).toBe("refused");
      await admission.release(unsent, unused);
      const sent = await admitted(admission);
      await admission.release(sent, unknown);
      expect((await admission.admit(request)).kind).toBe("refused");
    });

    const grantedOf = async (admission: Admission, asks: number) => {
      const answers = await Promise.all(
        Array.from({ length: asks }, () => admission.admit(request)),
      );
      return answers.filter(({ kind }) => kind === "admitted").length;
    };

    test("models-27: where a vendor says that less is left, less is admitted; what it says of more changes nothing", async () => {
      const admission = await openWith({ openai: { requestsPerMinute: 800 } });
      const tell = (remaining: number) =>
        admission.heard?.(request.scopes, [{ unit: "requests", per: "minute", remaining }]);
      tell(790);
      expect(await grantedOf(admission, 10)).toBe(10);
      tell(3);
      expect(await grantedOf(admission, 10)).toBe(3);
      tell(50);
      expect(await grantedOf(admission, 10)).toBe(0);
    });

    test("models-27: a lower limit that a vendor tells holds until it tells another, or for ten minutes", async () => {
      const admission = await openWith({ openai: { requestsPerMinute: 800 } });
      const tell = (limit: number) =>
        admission.heard?.(request.scopes, [{ unit: "requests", per: "minute", limit }]);
      const afterMinutes = async (minutes: number) => {
        now += minutes * 60_000;
        return grantedOf(admission, 30);
      };
      tell(80);
      expect(await afterMinutes(1)).toBe(2);
      tell(100_000);
      expect(await afterMinutes(1)).toBe(20);
      tell(120);
      expect([await afterMinutes(9), await afterMinutes(2)]).toEqual([3, 20]);
    });

    test("models-27: what is left of a vendor's day holds until that day ends", async () => {
      const admission = await openAll({
        openai: { windows: [{ kind: "day", unit: "requests", timeZone: "UTC", limit: 100 }] },
      });
      admission.heard?.(request.scopes, [{ unit: "requests", per: "day", remaining: 2 }]);
      expect(await grantedOf(admission, 10)).toBe(2);
      now += 86_400_000;
      expect(await grantedOf(admission, 10)).toBe(10);
    });

    test("tells to wait for a small part of what calls take, between 10 and 250 ms", async () => {
      const admission = await openWith({ openai: { concurrency: 1 } });
      await admitted(admission);
      const waits = [];
      for (const ageMs of [0, 800, 4000]) {
        now = 1000 + ageMs;
        waits.push(await admission.admit(request));
      }
      expect(waits).toMatchObject([{ waitMs: 10 }, { waitMs: 100 }, { waitMs: 250 }]);
    });

    test("G5: without a declared limit, allows two at first, more as they keep their pace, and half after a time-out", async () => {
      const admission = await openWith({ openai: { concurrency: "adaptive" } });
      const capacity = () => admission.capacityOf(request.scopes);
      const wave = async (ended: CallEnd, durationMs: number) => {
        now += 1;
        const leases: AdmissionLease[] = [];
        for (;;) {
          const answer = await admission.admit(request);
          if (answer.kind === "refused") break;
          leases.push(answer);
        }
        expect(await capacity()).toEqual({ concurrency: leases.length, inUse: leases.length });
        now += durationMs;
        const spend = { kind: "unknown" as const, ended, durationMs };
        for (const lease of leases) await admission.release(lease, spend);
        return leases.length;
      };
      const allowed = [];
      for (let waves = 0; waves < 4; waves += 1) allowed.push(await wave("answered", 500));
      allowed.push(
        await wave("timed-out", 10_000),
        await wave("other", 10),
        await wave("busy", 10),
      );
      expect([...allowed, (await capacity()).concurrency]).toEqual([2, 4, 8, 16, 32, 16, 16, 8]);
    });

    test("tells what is allowed and in use", async () => {
      const admission = await openWith({ openai: { concurrency: 3 } });
      await admitted(admission);
      await admitted(admission, requestFor({ leaseMs: 20 }));
      expect(await admission.capacityOf(request.scopes)).toEqual({ concurrency: 3, inUse: 2 });
      now += 20;
      expect(await admission.capacityOf(request.scopes)).toEqual({ concurrency: 3, inUse: 1 });
      const other = requestFor({ provider: "local" });
      await admitted(admission, other);
      expect(await admission.capacityOf(other.scopes)).toEqual({
        concurrency: undefined,
        inUse: 0,
      });
    });

    test("lets callers wait in line until a lease ends", async () => {
      const admission = await openWith({ openai: { concurrency: 1 } });
      const options = { maxWaitMs: 5000, signal: new AbortController().signal };
      let lease = await admission.waitFor(request, options);
      const served: number[] = [];
      const waiting = [1, 2, 3].map(async (number) => {
        const next = await admission.waitFor(request, options);
        served.push(number);
        return next;
      });
      for (const call of waiting) {
        await admission.release(lease, unused);
        lease = await call;
      }
      expect(served).toEqual([1, 2, 3]);
    });
  });
}
