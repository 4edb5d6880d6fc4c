import { countLine } from "@fieldwork/embedded";
import { delay } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { createBenchStack } from "./bench-stack.ts";

const companies = 5000;

interface Stage {
  /** Median time that a record spent in it. */
  medianMs: number;
  /** When the last record had passed it, after the start. */
  doneAfterSeconds: number;
}

interface LineFigures {
  recordsPerSecond: number;
  maxRssMb: number;
  stages: Record<string, Stage>;
  cpuMsPerRecord: Record<string, number>;
}

/** Drains companies of distinct descriptions, with a simulated model that answers in 5 ms. */
export async function benchLine(say: (line: string) => void): Promise<{ embedded: LineFigures }> {
  const stack = await createBenchStack({ companies });
  try {
    const cpuBefore = await stack.cpuSeconds();
    const startedAt = performance.now();
    await stack.line.start();
    const { database } = stack.line;
    while ((await countLine(database)).settled < companies) await delay(100);
    const seconds = (performance.now() - startedAt) / 1000;
    const cpuAfter = await stack.cpuSeconds();
    const cpuMsPerRecord = Object.fromEntries(
      Object.entries(cpuAfter).map(([part, total]) => [
        part,
        round(((total - cpuBefore[part as keyof typeof cpuBefore]) * 1000) / companies),
      ]),
    );
    const figures: LineFigures = {
      recordsPerSecond: round(companies / seconds),
      maxRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
      stages: await findStages(database),
      cpuMsPerRecord,
    };
    tell(figures, say);
    return { embedded: figures };
  } finally {
    await stack.stop();
  }
}

async function findStages(database: Database): Promise<Record<string, Stage>> {
  const [row] = await database.query<Record<string, number>>(
    `with began as (select min(published_at) as at from log_event where topic = 'crm.record-changed'),
     passed as (
       select event.published_at as read_at, work.wanted_at, work.dispatched_at, work.answered_at, work.settled_at
       from work join (
         select distinct on (key) key, published_at from log_event
         where topic = 'crm.record-changed' order by key, log_offset
       ) as event on event.key = work.connection || '/' || work.object || '/' || work.record_id
     )
     select ${[
       stageColumns("plan", "read_at", "wanted_at"),
       stageColumns("dispatch", "wanted_at", "dispatched_at"),
       stageColumns("ask", "dispatched_at", "answered_at"),
       stageColumns("write", "answered_at", "settled_at"),
     ].join(", ")},
       extract(epoch from max(read_at) - (select at from began)) as "read done"
     from passed`,
  );
  const stage = (name: string): Stage => ({
    medianMs: round(Number(row?.[`${name} median`] ?? 0)),
    doneAfterSeconds: round(Number(row?.[`${name} done`] ?? 0)),
  });
  return {
    read: { medianMs: 0, doneAfterSeconds: round(Number(row?.["read done"] ?? 0)) },
    plan: stage("plan"),
    dispatch: stage("dispatch"),
    ask: stage("ask"),
    write: stage("write"),
  };
}

function stageColumns(name: string, from: string, to: string): string {
  return `percentile_cont(0.5) within group (order by extract(epoch from ${to} - ${from}) * 1000) as "${name} median",
    extract(epoch from max(${to}) - (select at from began)) as "${name} done"`;
}

function tell(
  { recordsPerSecond, maxRssMb, stages, cpuMsPerRecord }: LineFigures,
  say: (line: string) => void,
): void {
  say(`embedded: ${companies} companies, ${recordsPerSecond} records/s, at most ${maxRssMb} MB`);
  say("stage      median wait    last record after");
  for (const [name, { medianMs, doneAfterSeconds }] of Object.entries(stages)) {
    say(
      `${name.padEnd(10)} ${`${medianMs} ms`.padStart(11)} ${`${doneAfterSeconds} s`.padStart(20)}`,
    );
  }
  say("CPU a record");
  for (const [part, ms] of Object.entries(cpuMsPerRecord))
    say(`${part.padEnd(10)} ${`${ms} ms`.padStart(11)}`);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
