import type { CallEnd } from "../adaptive-concurrency.ts";
import { decideAdmission, emptyAdmission, releaseAdmission, scopeOf } from "../decide-admission.ts";
import { placesNow } from "../places.ts";
import { scopeRules } from "../rules.ts";

export interface SimulatedVendor {
  /** Calls that it works on at once; the others queue, first come, first served. */
  slots: number;
  /** How long it works on one that it begins then; Infinity: it never answers. */
  workMs(atMs: number): number;
  /** Goes on with a call whose caller has given up. */
  finishesAbandoned?: boolean;
}

export interface Simulation {
  vendor: SimulatedVendor;
  processes: number;
  /** In each process; each calls again as soon as its call has ended. */
  callers: number;
  timeoutMs: number;
  forMs: number;
}

export interface Simulated {
  answeredAtMs: number[];
  givenUpAtMs: number[];
  /** Who was answered, by process and caller. */
  answeredTo: string[];
  /** How many asked for admission. */
  asked: number;
  concurrencyAt: { atMs: number; concurrency: number }[];
}

interface Call {
  admittedAtMs: number;
  leaseId: string;
  process: Process;
  caller: string;
  isOver: boolean;
  onOver?: () => void;
}

interface Process {
  name: string;
  waiting: string[];
  asksAgainAtMs: number;
}

const startMs = 1_700_000_000_000;

/** Plays processes of callers against a vendor, through admission's pure twin, under a clock of its own. */
export function simulateCalls(simulation: Simulation): Simulated {
  const clock = createClock();
  const vendor = createVendor(simulation.vendor, clock);
  const result: Simulated = {
    answeredAtMs: [],
    givenUpAtMs: [],
    answeredTo: [],
    asked: 0,
    concurrencyAt: [],
  };
  let state = emptyAdmission();
  const nowMs = () => startMs + clock.nowMs();
  const of = scopeRules("vendor", { windows: [{ kind: "adaptive" }] }, startMs);
  const rules = () => ({ scopes: ["vendor"] as const, limited: [of], nowMs: nowMs() });

  function ask(process: Process): void {
    if (process.waiting.length === 0) return;
    result.asked += 1;
    const leaseId = `${process.name}-${result.asked}`;
    const leaseMs = simulation.timeoutMs + 4000;
    const need = { leaseId, leaseMs, amounts: {}, asker: process.name, workClass: "live" as const };
    const decision = decideAdmission(state, need, rules());
    state = decision.state;
    if (decision.kind === "refused") {
      askLater(process, decision.waitMs);
      return;
    }
    const caller = process.waiting.shift() ?? "";
    start({ admittedAtMs: clock.nowMs(), leaseId, process, caller, isOver: false });
    if (decision.placesLeft !== 0) ask(process);
    else askLater(process, 25);
  }

  function askLater(process: Process, waitMs: number): void {
    const atMs = clock.nowMs() + waitMs;
    process.asksAgainAtMs = atMs;
    clock.at(atMs, () => process.asksAgainAtMs === atMs && ask(process));
  }

  function start(call: Call): void {
    vendor.take(call, () => end(call, "answered"));
    clock.at(call.admittedAtMs + simulation.timeoutMs, () => end(call, "timed-out"));
  }

  function end(call: Call, ended: CallEnd): void {
    if (call.isOver) return;
    call.isOver = true;
    if (ended === "answered") result.answeredTo.push(call.caller);
    (ended === "answered" ? result.answeredAtMs : result.givenUpAtMs).push(clock.nowMs());
    call.onOver?.();
    const durationMs = clock.nowMs() - call.admittedAtMs;
    const spend = { kind: "unknown" as const, ended, durationMs };
    state = releaseAdmission(state, { leaseId: call.leaseId, spend }, rules());
    const concurrency = placesNow(scopeOf(state, of), { ...of, nowMs: nowMs() }) ?? 0;
    result.concurrencyAt.push({ atMs: clock.nowMs(), concurrency });
    call.process.waiting.push(call.caller);
    ask(call.process);
  }

  for (let number = 0; number < simulation.processes; number += 1) {
    const name = `p${number}`;
    const waiting = Array.from({ length: simulation.callers }, (_, index) => `${name}-${index}`);
    ask({ name, waiting, asksAgainAtMs: 0 });
  }
  clock.run(simulation.forMs);
  return result;
}

function createVendor({ slots, workMs, finishesAbandoned = false }: SimulatedVendor, clock: Clock) {
  const queue: { call: Call; answer: () => void }[] = [];
  let busy = 0;

  function startNext(): void {
    while (busy < slots) {
      const next = queue.shift();
      if (!next) return;
      if (next.call.isOver && !finishesAbandoned) continue;
      busy += 1;
      let isFree = false;
      const free = () => {
        if (isFree) return;
        isFree = true;
        busy -= 1;
        startNext();
      };
      if (!finishesAbandoned) next.call.onOver = free;
      clock.at(clock.nowMs() + workMs(clock.nowMs()), () => {
        next.answer();
        free();
      });
    }
  }

  return {
    take(call: Call, answer: () => void): void {
      queue.push({ call, answer });
      startNext();
    },
  };
}

interface Clock {
  nowMs(): number;
  at(atMs: number, what: () => void): void;
  run(untilMs: number): void;
}

/** Whole milliseconds; what is due at the same moment happens in the order in which it was asked for. */
function createClock(): Clock {
  const due = new Map<number, (() => void)[]>();
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    at(atMs, what) {
      if (!Number.isFinite(atMs)) return;
      const whenMs = Math.max(nowMs, Math.round(atMs));
      due.set(whenMs, [...(due.get(whenMs) ?? []), what]);
    },
    run(untilMs) {
      for (; nowMs < untilMs; nowMs += 1) {
        for (let now = due.get(nowMs); now; now = due.get(nowMs)) {
          due.delete(nowMs);
          for (const what of now) what();
        }
      }
    },
  };
}
