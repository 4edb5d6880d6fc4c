import { parseRecordKey, type Reach, type RecordRef, recordKey } from "@fieldwork/contracts";
import { spellingsOf } from "@fieldwork/crm";
import { AppError } from "@fieldwork/runtime";
import { findDeadEvents, findRefsById, type Reader } from "@fieldwork/store/reading";

/**
 * The record that people mean by `connection/object/id` or by an id alone, in any form that its CRM
 * accepts, among those of the connections within reach.
 *
 * @throws AppError `not_found` if no record matches; `request_invalid` if more than one does.
 */
export async function findRef(
  reader: Reader,
  subject: string,
  reach: Reach = "all",
): Promise<RecordRef> {
  const parsed = parseRecordKey(subject);
  const known = await findRefs(reader, spellingsOf(parsed?.id ?? subject));
  // Who may not see a record is told nothing of it.
  const refs = known.filter(({ connection }) => reach === "all" || reach.includes(connection));
  const meant = parsed
    ? refs.filter(({ connection, object }) => {
        return connection === parsed.connection && object === parsed.object;
      })
    : refs;
  const [ref, ...others] = meant;
  if (!ref) throw unknownRecord(subject);
  if (others.length === 0) return ref;
  const names = meant.map(recordKey).join(", ");
  throw new AppError(`${subject} may be ${names}: name one of them`, {
    code: "request_invalid",
    retryable: false,
  });
}

/** Records that the line knows, and those that appear only in dead letters. */
async function findRefs(reader: Reader, ids: readonly string[]): Promise<RecordRef[]> {
  const deadLetters = await Promise.all(ids.map((id) => findDeadEvents(reader, id)));
  const refused = deadLetters.flat().flatMap(({ key }) => parseRecordKey(key) ?? []);
  const refs = [...(await findRefsById(reader, ids)), ...refused];
  return [...new Map(refs.map((ref) => [recordKey(ref), ref])).values()];
}

function unknownRecord(subject: string): AppError {
  const message = `no record ${subject} has been read; name it connection/object/id`;
  return new AppError(message, { code: "not_found", retryable: false });
}
