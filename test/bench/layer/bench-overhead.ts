import { AsyncLocalStorage } from "node:async_hooks";
import { fork } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { delay } from "@fieldwork/runtime";
import type { BenchOptions } from "../bench-line.ts";
import { median } from "../median.ts";
import { round } from "../stages.ts";
import { type Caller, createAiSdkCaller, createLayerCaller, createSdkCaller } from "./callers.ts";
import { openLayerStore } from "./layer-store.ts";

export interface CallerFigures {
  /** Of a call, without the time from its request to the end of the reply. */
  ownMs: { p50: number; p95: number; p99: number };
  cpuMs: number;
}

export interface OverheadFigures {
  callers: Record<string, CallerFigures>;
  /** What the layer takes beyond the vendor's own client. */
  cpuMsAboveSdk: number;
}

const rounds = 5;
const callsARound = 500;
const everyMs = 10;
const unmeasured = 500;

/**
 * What a call costs its caller beside the vendor, a hundred calls a second: the official client alone, the
 * Vercel AI SDK, and the layer with its limits in Redis and five budgets, in turns; each as it comes.
 */
export async function benchOverhead({ say }: BenchOptions): Promise<OverheadFigures> {
  const store = await openLayerStore(10n ** 15n);
  const vendor = fork(new URL("./vendor-stub.ts", import.meta.url), { stdio: "inherit" });
  const [{ baseUrl }] = (await once(vendor, "message")) as [{ baseUrl: string }];
  const clock = createCallClock();
  const options = { baseUrl };
  const callers = [
    createSdkCaller(options),
    createAiSdkCaller(options),
    await createLayerCaller(options, store),
  ];
  try {
    const measured = callers.map((caller) => ({
      caller,
      ownMs: [] as number[],
      cpuMs: [] as number[],
    }));
    for (const { caller } of measured) await askMany(caller, { clock, calls: unmeasured });
    for (let turn = 0; turn < rounds; turn += 1) {
      for (const one of turn % 2 === 0 ? measured : measured.toReversed()) {
        const before = process.cpuUsage();
        one.ownMs.push(...(await askMany(one.caller, { clock, calls: callsARound })));
        const { user, system } = process.cpuUsage(before);
        one.cpuMs.push((user + system) / 1000 / callsARound);
      }
    }
    const figures = Object.fromEntries(
      measured.map(({ caller: { name }, ownMs, cpuMs }) => [
        name,
        { ownMs: percentilesOf(ownMs), cpuMs: round(median(cpuMs)) },
      ]),
    );
    for (const [name, { ownMs, cpuMs }] of Object.entries(figures)) {
      const { p50, p95, p99 } = ownMs;
      say(
        `${name.padEnd(7)} own p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms; CPU ${cpuMs} ms a call`,
      );
    }
    const cpuMsAboveSdk = round((figures.layer?.cpuMs ?? 0) - (figures.sdk?.cpuMs ?? 0));
    return { callers: figures, cpuMsAboveSdk };
  } finally {
    clock.stop();
    for (const caller of callers) await caller.stop();
    vendor.disconnect();
    await store.stop();
  }
}

interface CallClock {
  /** How long the call took without what it waited for the vendor. */
  own(call: () => Promise<unknown>): Promise<number>;
  stop(): void;
}

/**
 * Takes each call's time, and of that the vendor's: from when its request is queued at a connection until the reply has
 * been read whole. Everybody's requests pass through undici, Node's own or the one that is installed, which tells both.
 */
function createCallClock(): CallClock {
  const vendorMs = new AsyncLocalStorage<{ ms: number }>();
  const underWay = new WeakMap<object, { spent: { ms: number }; beganAt: number }>();
  const begin = (told: unknown) => {
    const spent = vendorMs.getStore();
    if (spent) underWay.set(requestIn(told), { spent, beganAt: performance.now() });
  };
  const end = (told: unknown) => {
    const begun = underWay.get(requestIn(told));
    if (begun) begun.spent.ms += performance.now() - begun.beganAt;
  };
  subscribe("undici:request:create", begin);
  subscribe("undici:request:trailers", end);
  return {
    async own(call) {
      const spent = { ms: 0 };
      const beganAt = performance.now();
      await vendorMs.run(spent, call);
      return performance.now() - beganAt - spent.ms;
    },
    stop() {
      unsubscribe("undici:request:create", begin);
      unsubscribe("undici:request:trailers", end);
    },
  };
}

function requestIn(told: unknown): object {
  return (told as { request: object }).request;
}

/** Each begins at its time, however long those before it take. */
async function askMany(
  caller: Caller,
  { clock, calls }: { clock: CallClock; calls: number },
): Promise<number[]> {
  const beganAt = performance.now();
  const asked: Promise<number>[] = [];
  for (let number = 0; number < calls; number += 1) {
    await delay(Math.max(0, beganAt + number * everyMs - performance.now()));
    asked.push(clock.own(() => caller.ask(number)));
  }
  return Promise.all(asked);
}

function percentilesOf(values: readonly number[]): CallerFigures["ownMs"] {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.ceil(sorted.length * share) - 1] ?? 0);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
