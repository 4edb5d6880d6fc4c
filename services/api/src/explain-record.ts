import { parseRecordKey, type RecordRef, recordKey } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import { type Db, findRefsById, findTrail } from "@fieldwork/store";
import { explainText } from "./explain-text.ts";

/** @throws AppError `config_invalid` when no record, or more than one, is meant. */
export async function explainRecord(db: Db, subject: string): Promise<string> {
  const ref = await findRef(db, subject);
  const trail = await findTrail(db, ref);
  if (!trail) throw unknown(subject);
  return explainText(trail);
}

async function findRef(db: Db, subject: string): Promise<RecordRef> {
  const parsed = parseRecordKey(subject);
  if (parsed) return parsed;
  const [ref, ...others] = await findRefsById(db, subject);
  if (!ref) throw unknown(subject);
  if (others.length === 0) return ref;
  const names = [ref, ...others].map(recordKey).join(", ");
  throw new AppError(`${subject} may be ${names}: name one of them`, {
    code: "config_invalid",
    retryable: false,
  });
}

function unknown(subject: string): AppError {
  const message = `no read has brought a record ${subject}; name it connection/object/id`;
  return new AppError(message, { code: "config_invalid", retryable: false });
}
