import {
  createRandom,
  type FaultMatch,
  type FaultPhase,
  type FaultRule,
  type StatusFault,
} from "./fault-rules.ts";
import type { Reply } from "./http-reply.ts";
import type { CallerKind, VendorFault } from "./routes.ts";

/** A call that waits until it is released, so that a test can do something exactly before or after it. */
export interface HeldCall {
  /** Resolves when the call has come. */
  arrived: Promise<void>;
  release(): Promise<void>;
}

/** The faults of a simulator, in its process or told over HTTP. */
export interface FaultControls {
  add(rule: FaultRule): Promise<string>;
  hold(match?: FaultMatch, phase?: FaultPhase): Promise<HeldCall>;
  /** Lets held calls go on: one rule's, or all. */
  release(id?: string): Promise<void>;
  /** Forgets all rules, lets all held calls go on, and ends the delay. */
  clear(): Promise<void>;
  /** Lets every call wait this long before it is handled. */
  delay(ms: number): Promise<void>;
  list(): Promise<FaultReport[]>;
}

export interface FaultReport {
  id: string;
  rule: FaultRule;
  /** Calls that matched, and those of them that it hit. */
  matched: number;
  hit: number;
}

/** What is to happen to one call. */
export type FaultEffect =
  | { kind: "refuse"; fault: StatusFault; name: string }
  | { kind: "wait"; phase: FaultPhase; name: string; wait(): Promise<void> }
  | { kind: "reset"; phase: FaultPhase; name: string }
  | { kind: "truncate"; at: "body" | "connection"; name: string }
  | { kind: "vendor"; fault: VendorFault; name: string };

export interface FaultSubject {
  method: string;
  path: string;
  query: string;
  kind: string;
  operation: string;
  caller: CallerKind;
  body: string;
}

export interface Faults extends FaultControls {
  /** The effect of the first rule that is for this call. */
  take(subject: FaultSubject): FaultEffect | undefined;
  arrived(id: string): Promise<void>;
  /** Waits as long as every call has to. */
  delayed(): Promise<void>;
  /** Lets whatever waits wait for ever, as the death of a process would. */
  abandon(): void;
}

/** How a vendor words the refusals that a fault asks for. */
export type RenderFault = (fault: StatusFault, subject: FaultSubject) => Reply;

interface ActiveRule extends FaultReport {
  matches(subject: FaultSubject): boolean;
  random: () => number;
  arrived: PromiseWithResolvers<void>;
  released: PromiseWithResolvers<void>;
}

export function createFaults(options: { delayMs?: number | undefined } = {}): Faults {
  let rules: ActiveRule[] = [];
  let delayMs = options.delayMs ?? 0;
  let count = 0;
  const timers = createTimers();

  function activate(rule: FaultRule): ActiveRule {
    count += 1;
    const active = { id: `fault-${count}`, rule, matched: 0, hit: 0, ...machineryOf(rule) };
    rules.push(active);
    return active;
  }
  function release(id?: string): void {
    for (const rule of rules) {
      if (id === undefined || rule.id === id) rule.released.resolve();
    }
    rules = rules.filter((rule) => !("hold" in rule.rule && (id === undefined || rule.id === id)));
  }

  return {
    take(subject) {
      if (rules.length === 0) return undefined;
      const rule = rules.find((candidate) => hits(candidate, subject));
      return rule && effectOf(rule, timers);
    },
    async delayed() {
      if (delayMs > 0) await timers.wait(delayMs);
    },
    abandon() {
      timers.abandon();
      rules = rules.filter(({ rule }) => !("hold" in rule));
    },
    arrived: (id) => rules.find((rule) => rule.id === id)?.arrived.promise ?? Promise.resolve(),
    add: async (rule) => activate(rule).id,
    async hold(match = {}, phase = "before") {
      const { id, arrived } = activate({ ...match, hold: phase });
      return { arrived: arrived.promise, release: async () => release(id) };
    },
    release: async (id) => release(id),
    async clear() {
      release();
      rules = [];
      delayMs = 0;
    },
    async delay(ms) {
      delayMs = ms;
    },
    list: async () => rules.map(({ id, rule, matched, hit }) => ({ id, rule, matched, hit })),
  };
}

function machineryOf(rule: FaultRule): Omit<ActiveRule, keyof FaultReport> {
  return {
    matches: matcherOf(rule),
    random: createRandom(rule.seed ?? 1),
    arrived: Promise.withResolvers(),
    released: Promise.withResolvers(),
  };
}

function matcherOf(match: FaultMatch): (subject: FaultSubject) => boolean {
  const { method, kind, caller } = match;
  const path = match.path === undefined ? undefined : new RegExp(match.path);
  const query = match.query === undefined ? undefined : new RegExp(match.query);
  const body = match.body === undefined ? undefined : new RegExp(match.body);
  return (subject) =>
    (method === undefined || method === subject.method) &&
    (kind === undefined || kind === subject.kind || kind === subject.operation) &&
    (caller === undefined || caller === subject.caller) &&
    (path === undefined || path.test(subject.path)) &&
    (query === undefined || query.test(subject.query)) &&
    (body === undefined || body.test(subject.body));
}

function hits(active: ActiveRule, subject: FaultSubject): boolean {
  const { nth = 1, times, probability } = active.rule;
  const limit = times ?? (probability === undefined ? 1 : "always");
  if (limit !== "always" && active.hit >= limit) return false;
  if (!active.matches(subject)) return false;
  active.matched += 1;
  if (active.matched < nth) return false;
  if (probability !== undefined && active.random() >= probability) return false;
  active.hit += 1;
  return true;
}

function effectOf({ rule, arrived, released }: ActiveRule, timers: Timers): FaultEffect {
  if ("vendor" in rule) return { kind: "vendor", fault: rule, name: rule.vendor };
  if ("status" in rule) return { kind: "refuse", fault: rule, name: `status ${rule.status}` };
  if ("reset" in rule) return { kind: "reset", phase: rule.reset, name: `reset ${rule.reset}` };
  if ("truncate" in rule) {
    return { kind: "truncate", at: rule.truncate, name: `truncate ${rule.truncate}` };
  }
  if ("slowMs" in rule) {
    const { slowMs, phase = "before" } = rule;
    return { kind: "wait", phase, name: `slow ${phase}`, wait: () => timers.wait(slowMs) };
  }
  const phase = rule.hold === true ? "before" : rule.hold;
  const wait = () => {
    arrived.resolve();
    return released.promise;
  };
  return { kind: "wait", phase, name: `hold ${phase}`, wait };
}

type Timers = ReturnType<typeof createTimers>;

function createTimers() {
  const running = new Set<NodeJS.Timeout>();
  return {
    wait(ms: number): Promise<void> {
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          running.delete(timer);
          resolve();
        }, ms);
        running.add(timer);
      });
    },
    abandon(): void {
      for (const timer of running) clearTimeout(timer);
      running.clear();
    },
  };
}
