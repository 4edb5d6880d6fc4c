import type { ObjectName } from "@fieldwork/contracts";
import { z } from "zod";
import type { FieldWrite, FieldWriteResult } from "../crm-adapter.ts";
import { unanswered, writeInBatches } from "../write-batches.ts";
import { malformed } from "./hubspot-client.ts";
import type { HubspotContext } from "./hubspot-context.ts";
import { errorFromHubspotItem } from "./hubspot-errors.ts";
import { hubspotName, hubspotObjects } from "./hubspot-fields.ts";
import { hubspotMaxBatch } from "./hubspot-reads.ts";

const batchReply = z.object({
  results: z
    .array(
      z.object({
        id: z.union([z.string(), z.number()]).transform(String).nullish(),
        objectWriteTraceId: z.string().nullish(),
      }),
    )
    .nullish(),
  errors: z
    .array(
      z.object({
        category: z.string().nullish(),
        message: z.string().nullish(),
        context: z.record(z.string(), z.unknown()).nullish(),
      }),
    )
    .nullish(),
});
type BatchReply = z.infer<typeof batchReply>;

export function writeHubspotFields(
  { client }: HubspotContext,
  { object, writes }: { object: ObjectName; writes: readonly FieldWrite[] },
  signal: AbortSignal,
): Promise<FieldWriteResult[]> {
  return writeInBatches({
    writes,
    maxBatch: hubspotMaxBatch,
    signal,
    async send(batch) {
      const reply = await client.call("write", signal, (apis) =>
        apis.batch.update(hubspotObjects[object].type, { inputs: batch.map(inputFor) }),
      );
      const parsed = batchReply.safeParse(reply);
      if (!parsed.success) throw malformed(parsed.error);
      return resultsOf(batch, parsed.data);
    },
  });
}

// HubSpot answers for each input apart only when every one carries a trace id of its own.
function inputFor({ id, values }: FieldWrite, index: number) {
  return {
    id,
    objectWriteTraceId: traceIdAt(index),
    properties: Object.fromEntries(
      Object.entries(values).map(([field, value]) => [hubspotName(field), value ?? ""]),
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
  for (const error of reply.errors ?? []) {
    const result: FieldWriteResult = { kind: "refused", error: errorFromHubspotItem(error) };
    const { ids, objectWriteTraceId } = error.context ?? {};
    for (const key of keysOf(listOf(ids), listOf(objectWriteTraceId))) outcomes.set(key, result);
  }
  return batch.map(
    ({ id }, index) =>
      outcomes.get(`id ${id}`) ?? outcomes.get(`trace ${traceIdAt(index)}`) ?? unanswered(),
  );
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
