import type { ObjectName } from "@fieldwork/contracts";
import type { Logger } from "@fieldwork/runtime";
import type { CrmAdapter, OutputField } from "../crm-adapter.ts";
import { assertDistinct } from "../write-batches.ts";
import { readHubspotChanges } from "./hubspot-changes.ts";
import { createHubspotClient } from "./hubspot-client.ts";
import type { HubspotContext } from "./hubspot-context.ts";
import { hubspotMaxBatch, readHubspotRecords } from "./hubspot-reads.ts";
import { describeHubspotFields, ensureHubspotFields } from "./hubspot-schema.ts";
import { writeHubspotFields } from "./hubspot-writes.ts";

export interface HubspotAdapterOptions {
  connection: string;
  accessToken: string;
  baseUrl?: string | undefined;
  /** The fields that enrichments write, by object: they are read with every record. */
  outputs: Readonly<Record<ObjectName, readonly OutputField[]>>;
  logger: Logger;
  /** How far each scan reaches behind the one before it. HubSpot's search shows an edit up to a minute late. */
  overlapMs?: number | undefined;
  timeoutMs?: number | undefined;
  /** Rows a search returns; HubSpot's maximum is 200. */
  pageSize?: number | undefined;
}

/**
 * One HubSpot portal. HubSpot's search never shows what was archived, so `readChanges` reports no
 * deletions; a record that `readRecords` leaves out is gone.
 */
export function createHubspotAdapter({
  connection,
  accessToken,
  baseUrl = "https://api.hubapi.com",
  outputs,
  logger,
  overlapMs = 60_000,
  timeoutMs = 30_000,
  pageSize = 200,
}: HubspotAdapterOptions): CrmAdapter {
  const client = createHubspotClient({
    accessToken,
    baseUrl: baseUrl.replace(/\/+$/, ""),
    timeoutMs,
  });
  const context: HubspotContext = { connection, client, outputs, overlapMs, pageSize, logger };
  return {
    connection,
    vendor: "hubspot",
    maxReadBatch: hubspotMaxBatch,
    maxWriteBatch: hubspotMaxBatch,
    readChanges: (object, cursor, signal) =>
      readHubspotChanges(context, { object, cursor }, signal),
    readRecords: (object, ids, signal) => readHubspotRecords(context, { object, ids }, signal),
    async writeFields(object, writes, signal) {
      assertDistinct(writes);
      return writeHubspotFields(context, { object, writes }, signal);
    },
    describeFields: (object, signal) => describeHubspotFields(context, object, signal),
    ensureOutputFields: (object, fields, signal) =>
      ensureHubspotFields(context, { object, fields }, signal),
    quota: () => client.quota(),
    close: () => client.close(),
  };
}
