import type { FieldWrite, FieldWriteResult, OutputField } from "./crm-adapter.ts";
import { CrmError } from "./crm-error.ts";

/**
 * Sends what is for fields that a definition maps. A write that names any other field is refused here, and
 * nothing of it is sent: whatever goes wrong before, no field of people or of the vendor is written.
 */
export async function writeOwnFields<Write extends FieldWrite>(
  outputs: readonly OutputField[],
  writes: readonly Write[],
  send: (own: readonly Write[]) => Promise<FieldWriteResult[]>,
): Promise<FieldWriteResult[]> {
  const ours = new Set(outputs.map(({ field }) => field));
  const isOwn = ({ values }: Write) => Object.keys(values).every((field) => ours.has(field));
  const own = writes.filter(isOwn);
  if (own.length === writes.length) return send(writes);
  const results = own.length > 0 ? await send(own) : [];
  return writes.map((write) => (isOwn(write) ? results.shift() : undefined) ?? foreign(write));
}

function foreign({ values }: FieldWrite): FieldWriteResult {
  const fields = Object.keys(values);
  const error = new CrmError(`not sent: no definition writes all of ${fields.join(", ")}`, {
    ...{ reason: "refused-record", outcome: "rejected", signature: "no field of ours" },
  });
  return { kind: "refused", error };
}
