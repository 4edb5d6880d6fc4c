import type { Db } from "@fieldwork/store";

export interface Stage {
  /** Median time that a record spent in it. */
  medianMs: number;
  /** When the last record had passed it, after the start. */
  doneAfterSeconds: number;
}

export type Stages = Record<string, Stage>;

const columns = {
  read: ["began_at", "read_at"],
  plan: ["read_at", "wanted_at"],
  dispatch: ["wanted_at", "dispatched_at"],
  ask: ["dispatched_at", "answered_at"],
  write: ["answered_at", "settled_at"],
} as const;

/** Of a line that read its changes itself, into the log in the database. */
export function findStagesSinceRead(database: Db): Promise<Stages> {
  return findStages(database, {
    sql: `select distinct on (key) key, published_at as read_at,
       min(published_at) over () as began_at
     from log_event where topic = 'crm.record-changed' order by key, log_offset`,
    values: [],
  });
}

/** Of a line whose changes were all in the log before it began. */
export async function findStagesSince(database: Db, beganAt: Date): Promise<Stages> {
  const { read: _, ...stages } = await findStages(database, {
    sql: `select distinct connection || '/' || object || '/' || record_id as key,
       $1::timestamptz as read_at, $1::timestamptz as began_at
     from work`,
    values: [beganAt],
  });
  return stages;
}

async function findStages(
  database: Db,
  changes: { sql: string; values: readonly unknown[] },
): Promise<Stages> {
  const figures = Object.entries(columns).map(([name, [from, to]]) => stageColumns(name, from, to));
  const [row] = await database.query<Record<string, number | null>>(
    `with change as (${changes.sql})
     select ${figures.join(", ")}
     from work join change on key = connection || '/' || object || '/' || record_id`,
    [...changes.values],
  );
  return Object.fromEntries(
    Object.keys(columns).map((name) => [
      name,
      {
        medianMs: round(Number(row?.[`${name} median`] ?? 0)),
        doneAfterSeconds: round(Number(row?.[`${name} done`] ?? 0)),
      },
    ]),
  );
}

function stageColumns(name: string, from: string, to: string): string {
  return `percentile_cont(0.5) within group (order by extract(epoch from ${to} - ${from}) * 1000) as "${name} median",
    extract(epoch from max(${to}) - min(began_at)) as "${name} done"`;
}

/** The stages as a table for people. */
export function stageTable(stages: Stages): string[] {
  return [
    "stage      median wait    last record after",
    ...Object.entries(stages).map(
      ([name, { medianMs, doneAfterSeconds }]) =>
        `${name.padEnd(10)} ${`${medianMs} ms`.padStart(11)} ${`${doneAfterSeconds} s`.padStart(20)}`,
    ),
  ];
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
