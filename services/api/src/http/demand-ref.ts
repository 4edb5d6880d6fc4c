import { parseRecordKey, type RecordRef } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";

/** @throws AppError `request_invalid` for what is no key of a record. */
export function demandRef(key: string): RecordRef {
  const ref = parseRecordKey(key);
  if (ref !== undefined) return ref;
  throw new AppError(`${key} is no record: write connection/object/id`, {
    code: "request_invalid",
    retryable: false,
  });
}
