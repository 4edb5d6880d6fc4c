import type { ObjectName } from "@fieldwork/contracts";
import { z } from "zod";
import type { FieldWrite, FieldWriteResult } from "../crm-adapter.ts";
import { optionsToWrite } from "../output-values.ts";
import { writeInBatches } from "../write-batches.ts";
import { holdsChoice, lookUp } from "../write-choices.ts";
import { unanswered } from "../write-results.ts";
import { malformed } from "./salesforce-client.ts";
import type { SalesforceContext } from "./salesforce-context.ts";
import { errorFromSalesforceItem, salesforceItemErrors } from "./salesforce-errors.ts";
import { describeField, salesforceName } from "./salesforce-fields.ts";
import { salesforceId } from "./salesforce-id.ts";

const saveResult = z.object({
  id: z.string().nullish(),
  success: z.boolean().nullish(),
  errors: salesforceItemErrors.nullish(),
});
const saveReply = z.array(saveResult);
type SaveResult = z.infer<typeof saveResult>;

export function writeSalesforceFields(
  { client, outputs, objectOf, schemas, suspects }: SalesforceContext,
  { object, writes }: { object: ObjectName; writes: readonly FieldWrite[] },
  signal: AbortSignal,
): Promise<FieldWriteResult[]> {
  const { type } = objectOf(object);
  const known = outputs(object);
  const needsSchema = holdsChoice(known, writes);
  return writeInBatches({
    writes,
    suspects: suspects(object),
    signal,
    async send(batch, lastLook) {
      const schema = needsSchema ? await lookUp(schemas.get(object, signal)) : undefined;
      const toStored = (field: string, value: string) => {
        const output = known.find((one) => one.field === field);
        if (output?.type === "number" || output?.type === "integer") return Number(value);
        const found = schema?.find(salesforceName(field));
        return optionsToWrite(output, value, () => describeField(field, field, found));
      };
      const { data } = await client.request(
        {
          method: "PATCH",
          path: "/composite/sobjects",
          // Assignment rules run on updates by default, and would hand records to other people.
          headers: { "Sforce-Auto-Assign": "FALSE" },
          body: { allOrNone: false, records: batch.map((write) => rowFor(type, write, toStored)) },
          during: "write",
          lastLook,
        },
        signal,
      );
      const parsed = saveReply.safeParse(data);
      if (!parsed.success) throw malformed(parsed.error);
      return resultsOf(batch, parsed.data);
    },
  });
}

// Salesforce wants `attributes` before any field.
function rowFor(
  type: string,
  { id, values }: FieldWrite,
  toStored: (field: string, value: string) => string | number,
): Record<string, unknown> {
  const fields = Object.entries(values).map(([field, value]) => [
    salesforceName(field),
    value ? toStored(field, value) : null,
  ]);
  return { attributes: { type }, id, ...Object.fromEntries(fields) };
}

/**
 * Results come in the order of the request, and failed ones without an id; a list of another length
 * says nothing.
 */
export function resultsOf(
  batch: readonly FieldWrite[],
  reply: readonly SaveResult[],
): FieldWriteResult[] {
  const isComplete = reply.length === batch.length;
  return batch.map(({ id }, index) => {
    const result = isComplete ? reply[index] : undefined;
    if (result?.success === true && isSameId(result.id, id)) return { kind: "written" };
    if (result?.success === false) {
      return { kind: "refused", error: errorFromSalesforceItem(result.errors ?? []) };
    }
    return unanswered();
  });
}

function isSameId(answered: string | null | undefined, asked: string): boolean {
  return answered ? salesforceId(answered) === salesforceId(asked) : false;
}
