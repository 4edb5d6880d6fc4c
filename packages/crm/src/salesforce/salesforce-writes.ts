import type { ObjectName } from "@fieldwork/contracts";
import { z } from "zod";
import type { FieldWrite, FieldWriteResult, GuardedWrite } from "../crm-adapter.ts";
import { optionsToWrite } from "../output-values.ts";
import { runHeader } from "../run-header.ts";
import { writeInBatches } from "../write-batches.ts";
import { holdsChoice, lookUp } from "../write-choices.ts";
import { justChanged, overtaken, tellsLaterEdits, writeByGuard } from "../write-guarded.ts";
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
const compositeReply = z.object({
  compositeResponse: z.array(
    z.object({ referenceId: z.string(), httpStatusCode: z.number(), body: z.unknown() }),
  ),
});

/** Subrequests of a composite request. */
export const salesforceMaxGuarded = 25;

interface WritesOfObject<Write extends FieldWrite> {
  object: ObjectName;
  writes: readonly Write[];
}

export function writeSalesforceFields(
  context: SalesforceContext,
  { object, writes }: WritesOfObject<FieldWrite>,
  signal: AbortSignal,
): Promise<FieldWriteResult[]> {
  return writeByGuard(writes, {
    plain: (some) => writeCollections(context, { object, writes: some }, signal),
    guarded: (some) => writeComposites(context, { object, writes: some }, signal),
  });
}

// Assignment rules run on updates by default, and would hand records to other people.
const headers = { "Sforce-Auto-Assign": "FALSE" };

function writeCollections(
  context: SalesforceContext,
  { object, writes }: WritesOfObject<FieldWrite>,
  signal: AbortSignal,
): Promise<FieldWriteResult[]> {
  const { client, objectOf, suspects } = context;
  const { type } = objectOf(object);
  const storedBy = storing(context, { object, writes }, signal);
  return writeInBatches({
    writes,
    suspects: suspects(object),
    signal,
    async send(batch, lastLook) {
      const fieldsOf = await storedBy();
      const records = batch.map((write) => ({
        // Salesforce wants `attributes` before any field.
        ...{ attributes: { type }, id: write.id },
        ...fieldsOf(write),
      }));
      const { data } = await client.request(
        {
          method: "PATCH",
          path: "/composite/sobjects",
          headers: { ...headers, ...runHeader(batch) },
          body: { allOrNone: false, records },
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

/** Each on the condition that nobody has changed its record: of that, Salesforce takes 25 in a call. */
async function writeComposites(
  context: SalesforceContext,
  { object, writes }: WritesOfObject<GuardedWrite>,
  signal: AbortSignal,
): Promise<FieldWriteResult[]> {
  const { client, objectOf, apiVersion, guardedSuspects } = context;
  const { type } = objectOf(object);
  const root = `/services/data/v${apiVersion}/sobjects/${type}`;
  const storedBy = storing(context, { object, writes }, signal);
  const isTold = ({ guard }: GuardedWrite) =>
    tellsLaterEdits(guard, client.clock.earliestMs(guard.readBeganAt));
  const told = writes.filter(isTold);
  const guards = new Map(told.map(({ id, guard }) => [id, guard]));
  const results = await writeInBatches({
    writes: told,
    suspects: guardedSuspects(object),
    signal,
    async send(batch, lastLook) {
      const fieldsOf = await storedBy();
      const compositeRequest = batch.map((write, index) => ({
        method: "PATCH",
        url: `${root}/${write.id}`,
        referenceId: referenceAt(index),
        httpHeaders: {
          ...headers,
          "If-Unmodified-Since": httpDate(guards.get(write.id)?.vendorAt),
        },
        body: fieldsOf(write),
      }));
      const { data } = await client.request(
        {
          method: "POST",
          path: "/composite",
          headers: { ...headers, ...runHeader(batch) },
          body: { allOrNone: false, compositeRequest },
          during: "write",
          lastLook,
        },
        signal,
      );
      const parsed = compositeReply.safeParse(data);
      if (!parsed.success) throw malformed(parsed.error);
      return guardedResultsOf(batch, parsed.data);
    },
  });
  const byId = new Map(told.map(({ id }, index) => [id, results[index] ?? unanswered()]));
  return writes.map(({ id }) => byId.get(id) ?? justChanged());
}

// A condition that is no date would be refused; one that is missing would be no condition.
function httpDate(vendorAt = ""): string {
  return new Date(Date.parse(vendorAt)).toUTCString();
}

function referenceAt(index: number): string {
  return `w${index}`;
}

/** Joined by reference; what the reply does not name is unknown, not done. */
export function guardedResultsOf(
  batch: readonly Pick<FieldWrite, "id">[],
  { compositeResponse }: z.infer<typeof compositeReply>,
): FieldWriteResult[] {
  const replies = new Map(compositeResponse.map((one) => [one.referenceId, one]));
  return batch.map((_, index) => {
    const reply = replies.get(referenceAt(index));
    if (reply === undefined) return unanswered();
    const { httpStatusCode: status, body } = reply;
    if (status >= 200 && status < 300) return { kind: "written" };
    if (status === 412) return overtaken("rejected");
    const errors = salesforceItemErrors.safeParse(body).data ?? [];
    if (status >= 500 && errors.length === 0) return unanswered();
    return { kind: "refused", error: errorFromSalesforceItem(errors) };
  });
}

/** How a write's fields are written, once the options of the object are known if it gives some. */
export function storing(
  { outputs, schemas }: Pick<SalesforceContext, "outputs" | "schemas">,
  { object, writes }: WritesOfObject<FieldWrite>,
  signal: AbortSignal,
): () => Promise<(write: FieldWrite) => Record<string, string | number | null>> {
  const known = outputs(object);
  const needsSchema = holdsChoice(known, writes);
  return async () => {
    const schema = needsSchema ? await lookUp(schemas.get(object, signal)) : undefined;
    const toStored = (field: string, value: string) => {
      const output = known.find((one) => one.field === field);
      if (output?.type === "number" || output?.type === "integer") return Number(value);
      const found = schema?.find(salesforceName(field));
      return optionsToWrite(output, value, () => describeField(field, field, found));
    };
    return ({ values }) =>
      Object.fromEntries(
        Object.entries(values).map(([field, value]) => [
          salesforceName(field),
          value ? toStored(field, value) : null,
        ]),
      );
  };
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
