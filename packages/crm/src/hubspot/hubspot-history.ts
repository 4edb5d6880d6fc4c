import type { ObjectName } from "@fieldwork/contracts";
import { z } from "zod";
import { canonicalText } from "../canonical-values.ts";
import type { ReplacedValue, WrittenValue } from "../field-write.ts";
import { findReplaced } from "../find-replaced.ts";
import { chunk } from "../write-suspects.ts";
import { malformed } from "./hubspot-client.ts";
import type { HubspotContext } from "./hubspot-context.ts";
import { hubspotItemError } from "./hubspot-errors.ts";
import { hubspotName } from "./hubspot-fields.ts";
import { readFailure } from "./hubspot-reads.ts";
import { canonicalOutput } from "./hubspot-records.ts";

/** HubSpot reads half as many records with their history as without. */
const maxWithHistory = 50;

const version = z.object({
  value: z.unknown(),
  timestamp: z.union([z.date(), z.string().transform((text) => new Date(text))]),
});
const historyReply = z.object({
  results: z.array(
    z.object({
      id: z.union([z.string(), z.number()]).transform(String),
      propertiesWithHistory: z.record(z.string(), z.array(version)).nullish(),
    }),
  ),
  errors: z.array(hubspotItemError).nullish(),
});

/** By the history of properties, of which HubSpot keeps the newest versions. */
export async function findHubspotReplaced(
  context: HubspotContext,
  { object, written }: { object: ObjectName; written: readonly WrittenValue[] },
  signal: AbortSignal,
): Promise<ReplacedValue[]> {
  const replaced: ReplacedValue[] = [];
  for (const ids of chunk([...new Set(written.map(({ id }) => id))], maxWithHistory)) {
    const some = written.filter(({ id }) => ids.includes(id));
    replaced.push(...(await findInBatch(context, { object, written: some, ids }, signal)));
  }
  return replaced;
}

async function findInBatch(
  { client, outputs, objectOf, schemas }: HubspotContext,
  {
    object,
    written,
    ids,
  }: { object: ObjectName; written: readonly WrittenValue[]; ids: readonly string[] },
  signal: AbortSignal,
): Promise<ReplacedValue[]> {
  const names = [...new Set(written.map(({ field }) => hubspotName(field)))];
  const reply = await client.call("read", signal, ({ batch }) =>
    batch.read(objectOf(object).type, {
      ...{ properties: ["hs_object_id"], propertiesWithHistory: names },
      inputs: ids.map((id) => ({ id })),
    }),
  );
  const parsed = historyReply.safeParse(reply);
  if (!parsed.success) throw malformed(parsed.error);
  const failure = readFailure(parsed.data.errors ?? []);
  // What is refused for good keeps the others from nothing.
  if (failure?.retryable) throw failure;
  const schema = await schemas.get(object, signal);
  const known = new Map(outputs(object).map((output) => [output.field, output]));
  const histories = new Map(
    parsed.data.results.map(({ id, propertiesWithHistory }) => [id, propertiesWithHistory]),
  );
  return written.flatMap((one) => {
    const output = known.get(one.field);
    const versions = histories.get(one.id)?.[hubspotName(one.field)] ?? [];
    const canonical = versions.map(({ value, timestamp }) => {
      const text = canonicalText(value);
      return {
        value: output ? canonicalOutput(output, text, schema) : text,
        atMs: timestamp.getTime(),
      };
    });
    return findReplaced(one, [...canonical, ...blankBefore(canonical)]) ?? [];
  });
}

/** How many versions of a property HubSpot keeps at least. */
const keptVersions = 20;

/** A property whose history is whole was blank before its first version. */
function blankBefore(versions: readonly unknown[]): { value: null; atMs: number }[] {
  return versions.length < keptVersions ? [{ value: null, atMs: 0 }] : [];
}
