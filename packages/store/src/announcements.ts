import type { EnrichmentCompleted, RecordRef } from "@fieldwork/contracts";
import type { Db } from "./database.ts";

/** An answer that is stored, for the event that announces it. */
export interface Announcement {
  workId: string;
  generation: number;
  ref: RecordRef;
  enrichment: string;
  fingerprint: string;
  traceparent: string | null;
}

/** The events that announce answers: one for each object. */
export function completedEvents(
  answered: readonly Announcement[],
  completedAt: string,
): EnrichmentCompleted[] {
  const groups = Map.groupBy(answered, ({ ref }) => `${ref.connection}/${ref.object}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { connection, object } = first.ref;
    const answers = group.map(({ ref, ...answer }) => ({ ...answer, recordId: ref.id }));
    return [{ connection, object, answers, completedAt }];
  });
}

/** Marks only what still waits for its writer: nobody needs the mark of the rest. */
export async function markAnnounced(db: Db, workIds: readonly string[]): Promise<void> {
  await db.query(
    `update work set announced_at = now()
     where id = any($1::bigint[]) and state = 'answered' and announced_at is null`,
    [workIds],
  );
}

/** Answers whose announcement may have been lost with the process that stored them. */
export async function listUnannounced(
  db: Db,
  { olderThanMs, limit }: { olderThanMs: number; limit: number },
): Promise<Announcement[]> {
  const rows = await db.query<AnnouncedRow>(
    `select id, connection, object, record_id, running_generation as generation, enrichment, fingerprint, traceparent
     from work
     where state = 'answered' and announced_at is null
       and answered_at < now() - $1 * interval '1 millisecond'
     limit $2`,
    [olderThanMs, limit],
  );
  return rows.map(toAnnouncement);
}

/** A row of `work` as the announcement of its answer. */
export function toAnnouncement({
  id,
  connection,
  object,
  record_id,
  ...row
}: AnnouncedRow): Announcement {
  return { ...row, workId: id, ref: { connection, object, id: record_id } };
}

export interface AnnouncedRow extends Omit<Announcement, "workId" | "ref"> {
  id: string;
  connection: string;
  object: RecordRef["object"];
  record_id: string;
}
