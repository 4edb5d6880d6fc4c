import { type Db, findConnectionRest, findTrail } from "@fieldwork/store";
import { explainText } from "./explain-text.ts";
import { findRef, unknownRecord } from "./find-ref.ts";

/** @throws AppError `config_invalid` when no record, or more than one, is meant. */
export async function explainRecord(db: Db, subject: string): Promise<string> {
  const ref = await findRef(db, subject);
  const trail = await findTrail(db, ref);
  if (!trail) throw unknownRecord(subject);
  return explainText(trail, await findConnectionRest(db, ref.connection));
}
