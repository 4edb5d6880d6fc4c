import type { AutomationGap, ObjectAutomations, ObjectName } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import type { Db } from "../database.ts";

interface OfObject {
  connection: string;
  object: ObjectName;
}

/** What a CRM told of its automations when it was asked last. */
export interface AutomationReading {
  /** Null: nobody has asked it, or it could not be asked. */
  found: ObjectAutomations | null;
  problem: AutomationGap | null;
  readAt: Date | null;
  /** Whether it was ordered just now, and has not been read since. */
  isAwaited: boolean;
  /** Where people look at a record of the connection in its CRM; null: not known. */
  recordPage: string | null;
}

/** So long somebody may wait for what was ordered: then no connector is there for it. */
const awaitedForMs = 30_000;

/** Has them read, unless they were within `freshMs`, or are being read. */
export async function orderAutomationReading(
  tx: Db,
  { connection, object }: OfObject,
  freshMs: number,
): Promise<void> {
  await tx.query(
    `insert into automation_reading as known (connection, object) values ($1, $2)
     on conflict (connection, object) do update set ordered_at = now(), lease_until = null
     where (known.lease_until is null or known.lease_until < now())
       and (known.found is null or known.read_at < now() - $3 * interval '1 millisecond')`,
    [connection, object, freshMs],
  );
}

export interface ClaimedReading {
  object: ObjectName;
  /** Which order it is. */
  order: string;
}

/** Claims one that waits for a connection. */
export async function claimAutomationReading(
  db: Pick<Db, "query">,
  { connection, leaseMs }: { connection: string; leaseMs: number },
): Promise<ClaimedReading | undefined> {
  const [claimed] = await db.query<ClaimedReading>(
    `with next as (
       select connection, object from automation_reading
       where connection = $1 and (read_at is null or read_at < ordered_at)
         and (lease_until is null or lease_until < now())
       limit 1 for update skip locked
     )
     update automation_reading as reading set lease_until = now() + $2 * interval '1 millisecond'
     from next where (reading.connection, reading.object) = (next.connection, next.object)
     returning reading.object, reading.ordered_at::text as order`,
    [connection, leaseMs],
  );
  return claimed;
}

/** What was found, or why not; of an order that another has replaced, nothing is kept. */
export async function keepAutomations(
  db: Pick<Db, "query">,
  { connection, object, order }: OfObject & ClaimedReading,
  told: ObjectAutomations | { problem: AutomationGap },
): Promise<void> {
  const isFound = !("problem" in told);
  await db.query(
    `update automation_reading set read_at = now(), lease_until = null, found = $4::jsonb, problem = $5::jsonb
     where connection = $1 and object = $2 and ordered_at = $3::timestamptz`,
    [
      ...[connection, object, order],
      isFound ? storableJson(told) : null,
      isFound ? null : storableJson(told.problem),
    ],
  );
}

export async function findAutomationReading(
  db: Pick<Db, "query">,
  { connection, object }: OfObject,
): Promise<AutomationReading> {
  const [reading] = await db.query<AutomationReading>(
    `select found, problem, read_at as "readAt", (read_at is null or read_at < ordered_at)
       and ordered_at > now() - ${awaitedForMs} * interval '1 millisecond' as "isAwaited",
       (select record_page from described_object
        where connection = $1 and record_page is not null order by object limit 1) as "recordPage"
     from automation_reading where connection = $1 and object = $2`,
    [connection, object],
  );
  const none = { found: null, problem: null, readAt: null, isAwaited: false, recordPage: null };
  return reading ?? none;
}
