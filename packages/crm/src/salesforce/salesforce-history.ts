import type { ObjectName } from "@fieldwork/contracts";
import { z } from "zod";
import { canonicalText } from "../canonical-values.ts";
import { CrmError } from "../crm-error.ts";
import type { ReplacedValue, WrittenValue } from "../field-write.ts";
import { type FieldVersion, findReplaced } from "../find-replaced.ts";
import { chunk } from "../write-suspects.ts";
import { malformed } from "./salesforce-client.ts";
import type { SalesforceContext } from "./salesforce-context.ts";
import { salesforceName } from "./salesforce-fields.ts";
import { salesforceId } from "./salesforce-id.ts";
import { type QueriedRow, rowsOf } from "./salesforce-query.ts";
import { salesforceMaxBatch } from "./salesforce-reads.ts";
import { canonicalOutput } from "./salesforce-records.ts";
import { soqlText, soqlTime } from "./salesforce-soql.ts";

const historyRow = z.looseObject({
  Field: z.string(),
  OldValue: z.unknown(),
  NewValue: z.unknown(),
  CreatedDate: z.string(),
});

/** Where Salesforce keeps the history of an object's fields, and how a row there names its record. */
export function historyOf(type: string): { object: string; idField: string } {
  if (type.endsWith("__c"))
    return { object: type.replace(/__c$/, "__History"), idField: "ParentId" };
  const object = type === "Opportunity" ? "OpportunityFieldHistory" : `${type}History`;
  return { object, idField: `${type}Id` };
}

const earlierMs = 60_000;

/** By field history, which an org keeps of the fields that it tracks; of long text it keeps no values. */
export async function findSalesforceReplaced(
  context: SalesforceContext,
  { object, written }: { object: ObjectName; written: readonly WrittenValue[] },
  signal: AbortSignal,
): Promise<ReplacedValue[]> {
  const replaced: ReplacedValue[] = [];
  for (const ids of chunk([...new Set(written.map(({ id }) => id))], salesforceMaxBatch)) {
    const some = written.filter(({ id }) => ids.includes(id));
    const histories = await readHistories(context, { object, written: some, ids }, signal);
    replaced.push(
      ...some.flatMap((one) => findReplaced(one, histories.get(keyOf(one)) ?? []) ?? []),
    );
  }
  return replaced;
}

const keyOf = ({ id, field }: Pick<WrittenValue, "id" | "field">) => `${id}/${field}`;

interface AskedHistories {
  object: ObjectName;
  written: readonly WrittenValue[];
  ids: readonly string[];
}

async function readHistories(
  context: SalesforceContext,
  asked: AskedHistories,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, FieldVersion[]>> {
  const { client, objectOf, outputs, schemas } = context;
  const history = historyOf(objectOf(asked.object).type);
  const rows = await unlessNoneIsKept(async () => {
    const read: QueriedRow[] = [];
    for await (const row of rowsOf({ client }, soqlFor(history, asked), signal)) read.push(row);
    return read;
  });
  const parsed = z.array(historyRow).safeParse(rows);
  if (!parsed.success) throw malformed(parsed.error);
  const schema = await schemas.get(asked.object, signal);
  const fields = new Map(
    outputs(asked.object).map((output) => [salesforceName(output.field).toLowerCase(), output]),
  );
  const versions = parsed.data.flatMap((row) => {
    const output = fields.get(row.Field.toLowerCase());
    const id = salesforceId(`${row[history.idField] ?? ""}`);
    const [before, after] = [canonicalText(row.OldValue), canonicalText(row.NewValue)];
    if (output === undefined || id === undefined || (before === null && after === null)) return [];
    const canonical = (text: string | null) => canonicalOutput(output, text, schema);
    const version: FieldVersion = {
      ...{ value: canonical(after), replaced: canonical(before) },
      atMs: Date.parse(row.CreatedDate),
    };
    return [{ key: keyOf({ id, field: output.field }), version }];
  });
  const groups = Map.groupBy(versions, ({ key }) => key);
  return new Map([...groups].map(([key, group]) => [key, group.map(({ version }) => version)]));
}

function soqlFor(
  { object, idField }: ReturnType<typeof historyOf>,
  { written, ids }: AskedHistories,
): string {
  const names = new Set(written.map(({ field }) => salesforceName(field)));
  const from = Math.min(...written.map(({ openedAt }) => openedAt.getTime())) - earlierMs;
  const listed = (texts: Iterable<string>) => [...texts].map(soqlText).join(", ");
  return `SELECT ${idField}, Field, OldValue, NewValue, CreatedDate FROM ${object}
    WHERE ${idField} IN (${listed(ids)}) AND Field IN (${listed(names)})
    AND CreatedDate >= ${soqlTime(new Date(from).toISOString())}
    ORDER BY CreatedDate DESC, Id DESC`.replace(/\s+/g, " ");
}

/** An object whose history is not kept has no object of its history. */
async function unlessNoneIsKept(read: () => Promise<QueriedRow[]>): Promise<QueriedRow[]> {
  try {
    return await read();
  } catch (error) {
    const isNone =
      error instanceof CrmError && ["wrong-endpoint", "unknown-field"].includes(error.reason);
    if (isNone) return [];
    throw error;
  }
}
