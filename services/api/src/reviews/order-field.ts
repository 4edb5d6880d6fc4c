import { type RecordRef, recordKey } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import { findEnrichmentOf, placeOrders } from "@fieldwork/store";
import type { Actor, OrderDeps } from "../orders.ts";

/** What a person orders for a field of a record, whether or not an answer waits there. */
export type FieldRequest = { ref: RecordRef; field: string } & (
  | { kind: "pin" }
  | { kind: "unpin"; seenValue: string | null }
  | { kind: "correct"; value: string | null; seenValue: string | null }
);

/**
 * Pins, unpins or corrects one field of a record.
 *
 * @throws AppError `request_invalid` if no enrichment writes this field of such a record.
 */
export async function orderField(
  { database, audit }: OrderDeps,
  actor: Actor,
  request: FieldRequest,
): Promise<{ orderId: string }> {
  const { ref, field, kind } = request;
  const [value, expectedValue] = [
    kind === "correct" ? request.value : null,
    kind === "pin" ? null : request.seenValue,
  ];
  return database.transaction(async (tx) => {
    const enrichment = await findEnrichmentOf(tx, ref, field);
    if (enrichment === undefined) {
      const message = `no enrichment writes ${field} of ${recordKey(ref)}, or no read has brought this record`;
      throw new AppError(message, { code: "request_invalid", retryable: false });
    }
    const isBlank = kind === "correct" && value === null;
    const [orderId = ""] = await placeOrders(tx, [
      {
        ...{ ref, field, kind, enrichment, value, expectedValue, fingerprint: "", answerId: null },
        owner: kind === "unpin" ? "fieldwork" : isBlank ? "cleared-by-person" : "person",
        ...{ orderedBy: actor.name, run: null },
      },
    ]);
    await audit(tx, {
      ...{
        actor,
        order: `fields.${kind}`,
        record: ref,
        subject: `records/${recordKey(ref)}/${field}`,
      },
      ...{ before: { value: expectedValue }, after: { orderId, value } },
    });
    return { orderId };
  });
}
