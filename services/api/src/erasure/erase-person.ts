import { type RecordRef, recordKey } from "@fieldwork/contracts";
import { AppError, delay } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import {
  beginErasure,
  countMentions,
  countRows,
  type ErasureReceipt,
  eraseRows,
  findCaseExports,
  findErased,
  findSuppressed,
  keepErased,
  type Person,
  type RowCounts,
  suppress,
  suppressionKnownMs,
} from "@fieldwork/store/erasure";
import type { Principal } from "../who/principal.ts";

export interface ErasureDeps {
  database: Database;
  /** How long the log keeps events. */
  logDays: number;
}

/** Whom to erase: records, and everybody who has this e-mail address in any CRM. */
export interface ErasureOrder {
  records: readonly RecordRef[];
  email?: string | undefined;
}

// A model's last answer and a CRM's last reply arrive well before.
const settleMinutes = 15;

/**
 * Deletes everything that is kept of a person, and keeps them out: neither the next poll nor another
 * record with the same e-mail address brings them back. First every process learns whom to keep out, so
 * that nothing new of them is kept any more; then all is deleted at once. What was under way is deleted
 * again later, by `completeErasures`. The values in the CRM are the CRM's: whoever asks for an erasure
 * has them deleted there.
 *
 * @throws AppError `request_invalid` where nobody is meant.
 */
export async function erasePerson(
  { database, logDays }: ErasureDeps,
  { actor, from }: Principal,
  order: ErasureOrder,
): Promise<ErasureReceipt> {
  const person = personOf(order);
  const id = await database.transaction(async (tx) => {
    const rows = await findErased(tx, person);
    await suppress(tx, rows);
    const exportedCases = await findCaseExports(tx, rows.refs);
    const kept = { orderedBy: actor.name, exportedCases, logDays, settleMinutes };
    return beginErasure(tx, { ...kept, rows });
  });
  await delay(suppressionKnownMs);
  return database.transaction(async (tx) => {
    const rows = await findErased(tx, person);
    await suppress(tx, rows);
    const deleted = await eraseRows(tx, rows);
    const told = { actor, from, order: "erasure.order", subject: `erasures/${id}` };
    await recordAudit(tx, { ...told, after: { records: rows.refs.length, deleted } });
    return keepErased(tx, { id, deleted, rows });
  });
}

/** What an erasure would delete. */
export async function previewErasure(
  { database }: Pick<ErasureDeps, "database">,
  order: ErasureOrder,
): Promise<{ records: string[]; rows: RowCounts }> {
  const rows = await findErased(database, personOf(order));
  return { records: rows.refs.map(recordKey), rows: await countRows(database, rows) };
}

export interface ErasureCheck {
  /** Nothing is left, and the records are kept out. */
  isErased: boolean;
  left: RowCounts;
  /** Rows that hold the e-mail address in any column. */
  mentions: RowCounts;
  notKeptOut: string[];
}

/** Whether anything is left of a person who was erased: in every table, by every way of finding it. */
export async function verifyErasure(
  { database }: Pick<ErasureDeps, "database">,
  { records, email }: ErasureOrder,
): Promise<ErasureCheck> {
  const person = personOf({ records, email });
  const left = await countRows(database, await findErased(database, person));
  const mentions = await countMentions(database, person.emails);
  const suppressed = await findSuppressed(database, records);
  const notKeptOut = records.filter((_, index) => suppressed[index] !== true).map(recordKey);
  const found = [left, mentions].flatMap((counts) => Object.keys(counts));
  return { isErased: found.length + notKeptOut.length === 0, left, mentions, notKeptOut };
}

function personOf({ records, email }: ErasureOrder): Person {
  if (records.length === 0 && email === undefined)
    throw new AppError("name the records, or the e-mail address, of the person to erase", {
      code: "request_invalid",
      retryable: false,
    });
  return { refs: records, emails: email === undefined ? [] : [email] };
}
