import type { CrmRecord, ObjectName } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import { z } from "zod";
import { chunk } from "../write-batches.ts";
import { malformed } from "./hubspot-client.ts";
import type { HubspotContext } from "./hubspot-context.ts";
import { errorFromHubspotItem } from "./hubspot-errors.ts";
import { hubspotObjects, propertiesToRead } from "./hubspot-fields.ts";
import { hubspotRecord, recordFromHubspot } from "./hubspot-records.ts";

export const hubspotMaxBatch = 100;

const batchReply = z.object({
  results: z.array(hubspotRecord),
  errors: z
    .array(z.object({ category: z.string().nullish(), message: z.string().nullish() }))
    .nullish(),
});

/** The records that exist under these very ids; an id that was merged away is gone, its record has another. */
export async function readHubspotRecords(
  context: HubspotContext,
  { object, ids }: { object: ObjectName; ids: readonly string[] },
  signal: AbortSignal,
): Promise<CrmRecord[]> {
  const wanted = new Set(ids.filter((id) => /^\d+$/.test(id)));
  const records: CrmRecord[] = [];
  for (const batch of chunk([...wanted], hubspotMaxBatch)) {
    records.push(...(await readBatch(context, { object, ids: batch }, signal)));
  }
  return records.filter(({ ref }) => wanted.has(ref.id));
}

async function readBatch(
  { client, connection, outputs }: HubspotContext,
  { object, ids }: { object: ObjectName; ids: readonly string[] },
  signal: AbortSignal,
): Promise<CrmRecord[]> {
  const reply = await client.call("read", signal, (apis) =>
    apis.batch.read(hubspotObjects[object].type, {
      properties: propertiesToRead(object, outputs[object]),
      propertiesWithHistory: [],
      inputs: ids.map((id) => ({ id })),
    }),
  );
  const parsed = batchReply.safeParse(reply);
  if (!parsed.success) throw malformed(parsed.error);
  const failure = (parsed.data.errors ?? [])
    .map(errorFromHubspotItem)
    .find(({ code }) => code !== "crm_record_gone");
  if (failure) throw readFailed(failure);
  const recordContext = { connection, object, outputs: outputs[object] };
  return parsed.data.results.map((row) => recordFromHubspot(row, recordContext));
}

function readFailed(cause: AppError): AppError {
  return new AppError("HubSpot did not return every record", {
    code: cause.code === "crm_write_rejected" ? "crm_request_rejected" : cause.code,
    retryable: false,
    cause,
  });
}
