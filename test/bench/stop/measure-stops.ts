import { type HoldRequest, holdByOrder, resumeByOrder } from "@fieldwork/api";
import { delay } from "@fieldwork/runtime";
import { eventually } from "@fieldwork/runtime/testing";
import type { CallRow } from "@fieldwork/simulators";
import { recordAudit } from "@fieldwork/store/audit";
import type { BusyLine } from "./busy-lines.ts";

export interface Round {
  /** How long after the reply the last call or write began; 0 when none did. */
  lateMs: number;
  /** From when the order was sent until the last began. */
  untilLastMs: number;
  /** Calls and writes since the round before: the line was busy. */
  begunBefore: number;
}

const rounds = 24;
const watchedMs = 2500;
const busyCalls = 40;
const busyWrites = 2;
const actor = { kind: "system", id: "bench", name: "bench" } as const;

/** Holds and resumes a busy line again and again, by each scope and both actions in turn. */
export async function measureStops(line: BusyLine): Promise<Round[]> {
  const measured: Round[] = [];
  for (let nth = 0; nth < rounds; nth++) measured.push(await measureStop(line, orderOf(line, nth)));
  return measured;
}

function orderOf({ connection }: BusyLine, nth: number): HoldRequest {
  const scopes = [
    { scope: "everything", target: "" },
    { scope: "connection", target: connection },
    { scope: "enrichment", target: "company-profile" },
    { scope: "model", target: "openai" },
  ];
  const [scope = { scope: "everything", target: "" }] = scopes.slice(nth % scopes.length);
  const isKill = nth % (2 * scopes.length) >= scopes.length;
  return { ...scope, action: isKill ? "killed" : "paused", why: "bench" };
}

async function measureStop(line: BusyLine, order: HoldRequest): Promise<Round> {
  const { database, openai, hubspot } = line;
  const deps = { database, audit: recordAudit };
  const [callsBefore, writesBefore] = [await openai.books.read(), await hubspot.books.read()];
  const begun = async () => {
    const [{ calls }, crm] = await Promise.all([
      openai.books.read(callsBefore.seq),
      hubspot.books.read(writesBefore.seq),
    ]);
    return { calls: calls.filter(isQuestion), writes: crm.calls.filter(isWrite) };
  };
  await eventually(
    async () => {
      const { calls, writes } = await begun();
      if (calls.length < busyCalls || writes.length < busyWrites) throw new Error("not busy");
    },
    { timeoutMs: 60_000, everyMs: 100 },
  );
  const orderedAt = Date.now();
  await holdByOrder(deps, actor, order);
  const repliedAt = Date.now();
  await delay(watchedMs);
  const { calls, writes } = await begun();
  await resumeByOrder(deps, actor, order);
  // A model's answers are still written while it is held.
  const covered = order.scope === "model" ? calls : [...calls, ...writes];
  const begunAt = covered.map(({ arrivedAt }) => Date.parse(arrivedAt));
  return {
    lateMs: Math.max(0, ...begunAt.map((at) => at - repliedAt)),
    untilLastMs: Math.max(...begunAt) - orderedAt,
    begunBefore: begunAt.filter((at) => at <= orderedAt).length,
  };
}

function isQuestion({ method, caller }: CallRow): boolean {
  return method === "POST" && caller === "integration";
}

function isWrite({ kind, caller }: CallRow): boolean {
  return kind === "write" && caller === "integration";
}
