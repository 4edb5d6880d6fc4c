import { AppError } from "@fieldwork/runtime";
import { describe, expect, test } from "vitest";
import type { Admission, AdmissionRequest } from "./admission.ts";
import { freshLease } from "./fresh-lease.ts";
import { requestFor } from "./testing/common-request.ts";

const request: AdmissionRequest = requestFor();

/** An admission whose grants arrive so long after they were asked for, on a clock of its own. */
function open(...latenesses: number[]) {
  const state = { nowMs: 1000, asked: 0, returned: [] as string[] };
  const admission: Pick<Admission, "waitFor" | "release"> = {
    async waitFor({ scopes }) {
      const askedAtMs = state.nowMs;
      state.nowMs += latenesses[state.asked] ?? latenesses.at(-1) ?? 0;
      state.asked += 1;
      return { kind: "admitted", leaseId: `${state.asked}`, scopes, askedAtMs };
    },
    async release({ leaseId }, { kind }) {
      state.returned.push(`${leaseId} ${kind}`);
    },
  };
  const take = (beforeUse = async () => {}) =>
    freshLease(admission, request, {
      ...{ maxWaitMs: 2000, leftMs: 5000, signal: new AbortController().signal },
      ...{ beforeUse, nowMs: () => state.nowMs },
    });
  return Object.assign(state, { take });
}

describe("a grant", () => {
  test("is used up to half a second after it was asked for", async () => {
    const desk = open(500);
    expect(await desk.take()).toMatchObject({ leaseId: "1" });
    expect(desk.returned).toEqual([]);
  });

  test("that a frozen process sees later goes back unused and is asked for again", async () => {
    const desk = open(501, 5);
    expect(await desk.take()).toMatchObject({ leaseId: "2" });
    expect(desk.returned).toEqual(["1 nothing"]);
  });

  test("grows old during the last look before it is used, too", async () => {
    const desk = open(5);
    const looks = [501, 0];
    const lease = await desk.take(async () => {
      desk.nowMs += looks.shift() ?? 0;
    });
    expect(lease).toMatchObject({ leaseId: "2" });
    expect(desk.returned).toEqual(["1 nothing"]);
  });

  test("goes back unused when the last look forbids its use", async () => {
    const desk = open(5);
    const held = new AppError("everything is paused", { code: "held", retryable: true });
    await expect(desk.take(() => Promise.reject(held))).rejects.toBe(held);
    expect(desk.returned).toEqual(["1 nothing"]);
  });

  test("is not asked for beyond the deadline when each comes too late", async () => {
    const desk = open(900);
    await expect(desk.take()).rejects.toMatchObject({ code: "admission_refused" });
    expect(desk.asked).toBe(6);
    expect(desk.returned).toHaveLength(6);
  });
});
