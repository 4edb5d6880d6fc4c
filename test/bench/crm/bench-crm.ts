import type { BenchOptions } from "../bench-line.ts";
import { flatnessText } from "../flatness.ts";
import type { Percentiles } from "../latency/bench-latency.ts";
import { type ChangeLatencies, measureChangeLatency, type Way } from "./change-latency.ts";
import { type ConnectorMemory, measureConnectorMemory } from "./connector-memory.ts";
import { measureReadRates, type ReadRates } from "./read-rates.ts";
import { measureWriteCosts, type WriteCosts } from "./write-costs.ts";

export const crmParts = ["reads", "writes", "push", "poll", "memory"];

export interface CrmFigures {
  /** The worse of the two CRMs. */
  changeToWriteMs?: Partial<Record<Way, Percentiles>>;
  changeToWriteMsByCrm?: Partial<Record<Way, ChangeLatencies>>;
  callsPer1000Writes?: Record<keyof WriteCosts, number>;
  writes?: WriteCosts;
  reads?: ReadRates;
  memory?: Record<"salesforce" | "hubspot", ConnectorMemory[]>;
}

const fewRecords = 10_000;

/** What reading and writing a CRM costs, beside plain loops over the official clients in the same run. */
export async function benchCrm({ only, runs, records, say }: BenchOptions): Promise<CrmFigures> {
  const isWanted = (part: string) => only.length === 0 || only.includes(part);
  const figures: CrmFigures = {};
  if (isWanted("reads")) {
    figures.reads = await measureReadRates(runs);
    for (const line of readLines(figures.reads)) say(line);
  }
  if (isWanted("writes")) {
    const writes = await measureWriteCosts();
    const { salesforce, hubspot } = writes;
    figures.writes = writes;
    figures.callsPer1000Writes = {
      salesforce: salesforce.callsPer1000Writes,
      hubspot: hubspot.callsPer1000Writes,
    };
    for (const [crm, { callsPer1000Writes, readToWriteMs, written }] of Object.entries(writes)) {
      say(
        `${crm}: ${callsPer1000Writes} calls for 1,000 writes (of ${written}); a batch's read to its write ${text(readToWriteMs)}`,
      );
    }
  }
  for (const way of (["push", "poll"] as const).filter(isWanted)) {
    const latencies = await measureChangeLatency(way);
    figures.changeToWriteMsByCrm = { ...figures.changeToWriteMsByCrm, [way]: latencies };
    figures.changeToWriteMs = { ...figures.changeToWriteMs, [way]: worst(latencies) };
    for (const [crm, { untilWanted, written, ...all }] of Object.entries(latencies)) {
      say(
        `${crm} by ${way}: an edit until the CRM's reply ${text(all)} (${written} written); of it until it is wanted ${text(untilWanted)}`,
      );
    }
  }
  if (isWanted("memory")) figures.memory = await measureMemory(records, say);
  return figures;
}

async function measureMemory(records: number, say: (line: string) => void) {
  const memory: Record<"salesforce" | "hubspot", ConnectorMemory[]> = {
    salesforce: [],
    hubspot: [],
  };
  for (const crm of ["salesforce", "hubspot"] as const) {
    for (const size of new Set([fewRecords, Math.max(fewRecords, records)])) {
      const one = await measureConnectorMemory(crm, size);
      memory[crm].push(one);
      const { recordsPerSecond, mostRssMb, flatness } = one;
      say(
        `${crm}: a first load of ${size} at ${recordsPerSecond} records/s, at most ${mostRssMb} MB; ${flatnessText(flatness)}`,
      );
    }
  }
  return memory;
}

function readLines(rates: ReadRates): string[] {
  return Object.entries(rates).flatMap(([crm, ways]) =>
    Object.entries(ways).map(([way, one]) => {
      const { recordsPerSecond, plainRecordsPerSecond, ratio } = one;
      const calls = `${one.callsPer1000Records} and ${one.plainCallsPer1000Records} calls for 1,000`;
      return `${crm}, ${way}: ${recordsPerSecond} records/s beside ${plainRecordsPerSecond} of the official client: ${ratio}; ${calls}`;
    }),
  );
}

function worst({ salesforce, hubspot }: ChangeLatencies): Percentiles {
  return {
    p50: Math.max(salesforce.p50, hubspot.p50),
    p99: Math.max(salesforce.p99, hubspot.p99),
  };
}

function text({ p50, p99 }: Percentiles): string {
  return `p50 ${p50} ms, p99 ${p99} ms`;
}
