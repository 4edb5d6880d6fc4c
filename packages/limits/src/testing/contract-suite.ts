import { beforeAll, describe, expect, test } from "vitest";
import type { CallEnd } from "../adaptive-concurrency.ts";
import type { Admission, AdmissionLease, AdmissionLimits, AdmissionSpend } from "../admission.ts";

/** Opens admission with a clock that the suite holds; nothing of an earlier one is left in it. */
export type OpenAdmission = (
  limits: Readonly<Record<string, AdmissionLimits>>,
  nowMs: () => number,
) => Promise<Admission>;

const request = {
  provider: "openai",
  model: "gpt-6-luna",
  workClass: "live" as const,
  inputTokens: 100,
  outputTokens: 100,
  leaseMs: 60_000,
};

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

    const openWith = (limits: Readonly<Record<string, AdmissionLimits>>) => {
      now = 1000;
      return open(limits, () => now);
    };

    async function admitted(admission: Admission, asked = request): Promise<AdmissionLease> {
      const answer = await admission.admit(asked);
      if (answer.kind === "refused") throw new Error(`refused: ${answer.bucket}`);
      return answer;
    }

    test("applies the limits of the model, else those of its provider", async () => {
      const admission = await openWith({
        openai: { concurrency: 1 },
        "openai/gpt-6-sol": { concurrency: 2 },
      });
      const kinds = async (model: string) => {
        const answers = [1, 2, 3].map(() => admission.admit({ ...request, model }));
        return (await Promise.all(answers)).map(({ kind }) => kind);
      };
      expect(await kinds("gpt-6-sol")).toEqual(["admitted", "admitted", "refused"]);
      expect(await kinds("gpt-6-luna")).toEqual(["admitted", "refused", "refused"]);
      // The other models share what is left of the provider's: nothing.
      expect(await kinds("gpt-5-nano")).toEqual(["refused", "refused", "refused"]);
    });

    test("sets no limit to a provider that has none", async () => {
      const admission = await openWith({});
      const asked = Array.from({ length: 100 }, () => admission.admit(request));
      expect((await Promise.all(asked)).every(({ kind }) => kind === "admitted")).toBe(true);
    });

    test("cools a whole provider down, and never shortens it", async () => {
      const admission = await openWith({});
      await admission.coolDown("openai", 5000);
      await admission.coolDown("openai", 2000);
      const refusal = { kind: "refused", bucket: "cool-down", waitMs: 4000 };
      expect(await admission.admit(request)).toEqual(refusal);
      expect(await admission.admit({ ...request, model: "gpt-6-sol" })).toEqual(refusal);
      expect((await admission.admit({ ...request, provider: "local" })).kind).toBe("admitted");
      now = 5000;
      expect((await admission.admit(request)).kind).toBe("admitted");
    });

    test("G5: bounds attempts at once; a settled lease frees one place, however often it is settled", async () => {
      const admission = await openWith({ openai: { concurrency: 2 } });
      const first = await admitted(admission);
      await admitted(admission);
      expect(await admission.admit(request)).toMatchObject({ bucket: "concurrency" });
      await admission.settle(first, unknown);
      await admission.settle(first, unknown);
      await admitted(admission);
      expect((await admission.admit(request)).kind).toBe("refused");
    });

    test("an expired lease frees its place, and settling it later gives nothing back", async () => {
      const limits = { concurrency: 1, outputTokensPerMinute: 4000 };
      const admission = await openWith({ openai: limits });
      const lost = await admitted(admission, { ...request, leaseMs: 20 });
      now += 19;
      expect((await admission.admit(request)).kind).toBe("refused");
      now += 1;
      await admitted(admission);
      await admission.settle(lost, unused);
      expect((await admission.admit(request)).kind).toBe("refused");
    });

    test("G5: spends a minute's requests in a burst of a twentieth, then evenly", async () => {
      const admission = await openWith({ openai: { requestsPerMinute: 600 } });
      const burst = await Promise.all(Array.from({ length: 40 }, () => admission.admit(request)));
      expect(burst.filter(({ kind }) => kind === "admitted")).toHaveLength(30);
      expect(await admission.admit(request)).toEqual({
        kind: "refused",
        bucket: "requests",
        waitMs: 106,
      });
      now += 106;
      await admitted(admission);
    });

    test("a clock that goes back gains nothing", async () => {
      const admission = await openWith({ openai: { requestsPerMinute: 20 } });
      now = 10_000;
      await admitted(admission);
      for (const at of [0, 10_000]) {
        now = at;
        expect((await admission.admit(request)).kind).toBe("refused");
      }
    });

    test("G5: gives back what was not used, once", async () => {
      const admission = await openWith({ openai: { outputTokensPerMinute: 20_000 } });
      const lease = await admitted(admission, { ...request, outputTokens: 600 });
      await admitted(admission, { ...request, outputTokens: 400 });
      expect((await admission.admit({ ...request, outputTokens: 1 })).kind).toBe("refused");
      const spend = { kind: "used" as const, inputTokens: 100, outputTokens: 450, ...call };
      await admission.settle(lease, spend);
      await admission.settle(lease, spend);
      await admitted(admission, { ...request, outputTokens: 150 });
      expect(await admission.admit({ ...request, outputTokens: 1 })).toMatchObject({
        kind: "refused",
        bucket: "output-tokens",
      });
    });

    test("gives everything back when nothing was sent, and nothing when that is unknown", async () => {
      const admission = await openWith({ openai: { requestsPerMinute: 20 } });
      const unsent = await admitted(admission);
      expect((await admission.admit(request)).kind).toBe("refused");
      await admission.settle(unsent, unused);
      const sent = await admitted(admission);
      await admission.settle(sent, unknown);
      expect((await admission.admit(request)).kind).toBe("refused");
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
      const capacity = () => admission.capacityOf(request);
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
        for (const lease of leases) await admission.settle(lease, spend);
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
      await admitted(admission, { ...request, leaseMs: 20 });
      expect(await admission.capacityOf(request)).toEqual({ concurrency: 3, inUse: 2 });
      now += 20;
      expect(await admission.capacityOf(request)).toEqual({ concurrency: 3, inUse: 1 });
      const other = { ...request, provider: "local" };
      await admitted(admission, other);
      expect(await admission.capacityOf(other)).toEqual({ concurrency: undefined, inUse: 0 });
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
        await admission.settle(lease, unused);
        lease = await call;
      }
      expect(served).toEqual([1, 2, 3]);
    });
  });
}
