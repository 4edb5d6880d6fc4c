import type { ObjectName } from "@fieldwork/contracts";
import { z } from "zod";
import type { FieldWrite, FieldWriteResult } from "../crm-adapter.ts";
import { optionsToWrite } from "../output-values.ts";
import { runHeader } from "../run-header.ts";
import { type WriteBatchesOptions, writeInBatches } from "../write-batches.ts";
import { holdsChoice, lookUp } from "../write-choices.ts";
import { overtaken, writeByGuard } from "../write-guarded.ts";
import { unanswered } from "../write-results.ts";
import { malformed } from "./hubspot-client.ts";
import type { HubspotContext } from "./hubspot-context.ts";
import { errorFromHubspotItem, type HubspotItemError, hubspotItemError } from "./hubspot-errors.ts";
import { describeProperty, hubspotName } from "./hubspot-fields.ts";
import { readHubspotRecords } from "./hubspot-reads.ts";

const batchReply = z.object({
  results: z
    .array(
      z.object({
        id: z.union([z.string(), z.number()]).transform(String).nullish(),
        objectWriteTraceId: z.string().nullish(),
      }),
    )
    .nullish(),
  errors: z.array(hubspotItemError).nullish(),
});
type BatchReply = z.infer<typeof batchReply>;

/** A guarded write waits for those before it, and each takes two calls. */
export const hubspotMaxGuarded = 10;

interface WritesOfObject<Write extends FieldWrite> {
  object: ObjectName;
  writes: readonly Write[];
}

export function writeHubspotFields(
  context: HubspotContext,
  { object, writes }: WritesOfObject<FieldWrite>,
  signal: AbortSignal,
): Promise<FieldWriteResult[]> {
  const { suspects, guardedSuspects } = context;
  const send = sending(context, { object, writes }, signal);
  return writeByGuard(writes, {
    plain: (some) => writeInBatches({ writes: some, suspects: suspects(object), signal, send }),
    guarded: (some) => {
      const guards = new Map(some.map(({ id, guard }) => [id, guard]));
      return writeInBatches({
        writes: some,
        suspects: guardedSuspects(object),
        signal,
        async send(batch, lastLook) {
          const { id = "", values = {} } = batch[0] ?? {};
          const read = lookUp(readHubspotRecords(context, { object, ids: [id] }, signal));
          const [record] = await read;
          const hasMoved = Object.keys(values).some(
            (field) => record?.outputs[field] !== guards.get(id)?.outputs[field],
          );
          // Of one that is gone, HubSpot's own reply says so.
          return record && hasMoved ? [overtaken("not-sent")] : send(batch, lastLook);
        },
      });
    },
  });
}

function sending(
  { client, outputs, objectOf, schemas }: HubspotContext,
  { object, writes }: WritesOfObject<FieldWrite>,
  signal: AbortSignal,
): WriteBatchesOptions["send"] {
  const known = outputs(object);
  const needsSchema = holdsChoice(known, writes);
  return async (batch, lastLook) => {
    const schema = needsSchema ? await lookUp(schemas.get(object, signal)) : undefined;
    const toStored = (field: string, value: string) => {
      const output = known.find((one) => one.field === field);
      const property = schema?.get(hubspotName(field));
      return optionsToWrite(output, value, () => describeProperty(field, field, property));
    };
    const inputs = batch.map((write, index) => inputFor(write, { index, toStored }));
    const reply = await client.call({ lastLook, headers: runHeader(batch) }, signal, (apis) =>
      apis.batch.update(objectOf(object).type, { inputs }),
    );
    const parsed = batchReply.safeParse(reply);
    if (!parsed.success) throw malformed(parsed.error);
    return resultsOf(batch, parsed.data);
  };
}

// HubSpot answers for each input apart only when every one carries a trace id of its own.
function inputFor(
  { id, values }: FieldWrite,
  { index, toStored }: { index: number; toStored: (field: string, value: string) => string },
) {
  return {
    id,
    objectWriteTraceId: traceIdAt(index),
    properties: Object.fromEntries(
      Object.entries(values).map(([field, value]) => [
        hubspotName(field),
        value === null ? "" : toStored(field, value),
      ]),
    ),
  };
}

function traceIdAt(index: number): string {
  return `${index}`;
}

/**
 * A batch reply as one result a write. Results come in any order and errors name records by id or
 * trace id, so both are joined by either; what neither speaks of is unknown, not done.
 */
export function resultsOf(batch: readonly FieldWrite[], reply: BatchReply): FieldWriteResult[] {
  const outcomes = new Map<string, FieldWriteResult>();
  for (const { id, objectWriteTraceId } of reply.results ?? []) {
    for (const key of keysOf([id], [objectWriteTraceId])) outcomes.set(key, { kind: "written" });
  }
  const nameless: FieldWriteResult[] = [];
  for (const item of reply.errors ?? []) {
    const { ids, objectWriteTraceId } = item.context ?? {};
    const keys = keysOf(listOf(ids), listOf(objectWriteTraceId));
    for (const key of keys) outcomes.set(key, itemResult(item));
    if (keys.length === 0) nameless.push(itemResult(item));
  }
  const results = batch.map(
    ({ id }, index) => outcomes.get(`id ${id}`) ?? outcomes.get(`trace ${traceIdAt(index)}`),
  );
  // As many errors without a name as there are writes without an answer: whose is whose is no matter.
  const isAccountedFor = results.filter((result) => !result).length === nameless.length;
  return results.map((result) => result ?? ((isAccountedFor && nameless.shift()) || unanswered()));
}

function itemResult(item: HubspotItemError): FieldWriteResult {
  const error = errorFromHubspotItem(item);
  return error.outcome === "unknown" ? unanswered(error) : { kind: "refused", error };
}

function keysOf(ids: readonly unknown[], traceIds: readonly unknown[]): string[] {
  return [
    ...ids.filter(isNamed).map((id) => `id ${id}`),
    ...traceIds.filter(isNamed).map((traceId) => `trace ${traceId}`),
  ];
}

function isNamed(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
