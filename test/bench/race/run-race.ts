import { AppError, delay } from "@fieldwork/runtime";
import type { WriteRow } from "@fieldwork/simulators";
import type { Admin } from "kafkajs";
import { machineCpuSeconds, peakRssMb, treeCpuSeconds } from "../process-usage.ts";
import { round, type Stages } from "../stages.ts";
import type { Contestant, PreparedLine, Race } from "./contestant.ts";

export interface RaceFigures {
  /** Records in work at once in each enriching process. */
  inWork: number;
  recordsPerSecond: number;
  /** Records that the line had reason not to write. */
  unwritten: number;
  /** The most that one of the line's own processes took. */
  maxRssMb: number;
  cpuMsPerRecord: Record<string, number>;
  /** Cores that were busy with what has no part in the race: the less, the more the speed says. */
  coresTakenByOthers: number;
  stages?: Stages | undefined;
}

const outputs = ["Ai_Industry__c", "Ai_Summary__c"];
const joinWithinMs = 60_000;
const writeWithinMs = 180_000;
const quietEnough = 5;

/**
 * Runs a line over the changes that are in the topic. Its time begins when the broker first sees a
 * member of the group that reads them, and ends with the last write to a company that was blank, as the
 * CRM's own books have it. So neither the start of processes counts, nor can a line plan ahead.
 */
export async function runRace(
  contestant: Contestant,
  { race, admin }: { race: Race; admin: Admin },
): Promise<RaceFigures> {
  const line = await contestant.prepare(race);
  try {
    const [beganAtMs] = await Promise.all([firstMemberAt(admin, line.group), line.startReading()]);
    const before = await measureCpu(race, line);
    const { endedAtMs, written } = await finished(line, race.companies);
    const used = usedSince(before, await measureCpu(race, line));
    const peaks = Object.values(line.ownParts()).flat().map(peakRssMb);
    return {
      inWork: race.concurrency,
      recordsPerSecond: round((written * 1000) / (endedAtMs - beganAtMs)),
      unwritten: race.companies - written,
      maxRssMb: Math.max(...(await Promise.all(peaks))),
      cpuMsPerRecord: Object.fromEntries(
        Object.entries(used.parts).map(([part, seconds]) => [
          part,
          round((seconds * 1000) / race.companies),
        ]),
      ),
      coresTakenByOthers: round(used.othersSeconds / used.seconds),
      stages: await line.findStages?.(new Date(beganAtMs)),
    };
  } finally {
    await line.stop();
  }
}

async function firstMemberAt(admin: Admin, group: string): Promise<number> {
  const deadline = performance.now() + joinWithinMs;
  while (performance.now() < deadline) {
    const { groups } = await admin.describeGroups([group]);
    if (groups.some(({ members }) => members.length > 0)) return Date.now();
    await delay(10);
  }
  throw new AppError(`nobody joined ${group}`, { code: "internal", retryable: false });
}

interface Finish {
  endedAtMs: number;
  written: number;
}

async function finished(
  { vendors: { salesforce }, countUnwritten }: PreparedLine,
  companies: number,
): Promise<Finish> {
  const missing = new Map<string, Set<string>>();
  const written = new Set<string>();
  let endedAtMs = 0;
  let quietLooks = 0;
  const deadline = performance.now() + writeWithinMs;
  for (let since = 0; performance.now() < deadline; await delay(200)) {
    const { writes, seq } = await salesforce.books.read(since);
    since = seq;
    for (const row of writes.filter((one) => isFilledBy(one, missing))) {
      written.add(row.recordId);
      endedAtMs = Date.parse(row.at);
    }
    quietLooks = writes.length === 0 ? quietLooks + 1 : 0;
    // Counting reads all work, on the line's own database: not while it has only paused for breath.
    const unwritten = quietLooks >= quietEnough ? await countUnwritten?.() : undefined;
    if (written.size + (unwritten ?? 0) === companies) return { endedAtMs, written: written.size };
  }
  throw new AppError(`${written.size} of ${companies} companies were written in time`, {
    code: "internal",
    retryable: false,
  });
}

/** Whether the record has all outputs with this write; `missing` are those that others lack so far. */
function isFilledBy({ recordId, after, by }: WriteRow, missing: Map<string, Set<string>>): boolean {
  if (by !== "integration") return false;
  const lacking = missing.get(recordId) ?? new Set(outputs);
  for (const field of outputs) if (after[field]) lacking.delete(field);
  missing.set(recordId, lacking);
  return lacking.size === 0;
}

interface CpuMeasure {
  atMs: number;
  machineSeconds: number;
  parts: Record<string, number>;
}

async function measureCpu(
  { backends }: Race,
  { vendors, ownParts, serverParts }: PreparedLine,
): Promise<CpuMeasure> {
  const { redis, kafka } = backends.servers;
  const pids: Record<string, readonly number[]> = {
    ...ownParts(),
    ...serverParts?.(),
    redis: [redis?.pid() ?? 0],
    kafka: [kafka?.pid() ?? 0],
    simulators: [vendors.salesforce.pid, vendors.openai.pid],
  };
  const parts = await Promise.all(
    Object.entries(pids).map(async ([part, ofPart]): Promise<[string, number]> => {
      const seconds = await Promise.all(ofPart.map(treeCpuSeconds));
      return [part, sum(seconds)];
    }),
  );
  return {
    atMs: performance.now(),
    machineSeconds: await machineCpuSeconds(),
    parts: Object.fromEntries(parts),
  };
}

function usedSince(before: CpuMeasure, after: CpuMeasure) {
  const parts = Object.fromEntries(
    Object.entries(after.parts).map(([part, seconds]) => [
      part,
      seconds - (before.parts[part] ?? 0),
    ]),
  );
  const machine = after.machineSeconds - before.machineSeconds;
  return {
    seconds: (after.atMs - before.atMs) / 1000,
    parts,
    othersSeconds: Math.max(0, machine - sum(Object.values(parts))),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
