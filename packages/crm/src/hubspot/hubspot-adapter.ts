import type { AdapterDeps, CrmAdapter } from "../crm-adapter.ts";
import { objectsOf } from "../mapping/mapping.ts";
import { type Overlap, scannedBeforeMs } from "../scan-position.ts";
import { createSchemas } from "../schemas.ts";
import { assertDistinct } from "../write-results.ts";
import { createSuspects } from "../write-suspects.ts";
import { readHubspotChanges } from "./hubspot-changes.ts";
import { createHubspotClient } from "./hubspot-client.ts";
import type { HubspotContext } from "./hubspot-context.ts";
import { hubspotObject } from "./hubspot-fields.ts";
import { hubspotMapping } from "./hubspot-mapping.ts";
import { countHubspotMatching, readHubspotMatching } from "./hubspot-matching.ts";
import { hasHubspotPages, readHubspotPage } from "./hubspot-pages.ts";
import { hubspotMaxBatch, readHubspotRecords } from "./hubspot-reads.ts";
import { describeHubspotFields, ensureHubspotFields, readProperties } from "./hubspot-schema.ts";
import { writeHubspotFields } from "./hubspot-writes.ts";

export interface HubspotAdapterOptions extends AdapterDeps {
  connection: string;
  accessToken: string;
  baseUrl?: string | undefined;
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
  mapping = hubspotMapping,
  logger,
  overlapMs = 60_000,
  timeoutMs = 30_000,
  pageSize = 200,
  admission,
}: HubspotAdapterOptions): CrmAdapter {
  const client = createHubspotClient({
    accessToken,
    baseUrl: baseUrl.replace(/\/+$/, ""),
    timeoutMs,
    connection,
    admission,
  });
  // Every scan reaches 10 s back, and one in each half of the overlap all the way, so that our own
  // writes, which are edits too, are not read a dozen times over.
  const overlap: Overlap = {
    overlapMs,
    recentOverlapMs: Math.min(10_000, overlapMs),
    deepEveryMs: overlapMs / 2,
  };
  const objectOf = objectsOf(mapping, hubspotObject);
  const context: HubspotContext = {
    ...{ connection, client, outputs, overlap, pageSize, logger },
    objectOf,
    schemas: createSchemas((object, signal) => readProperties(client, objectOf(object), signal)),
    suspects: createSuspects(hubspotMaxBatch),
  };
  return {
    connection,
    vendor: "hubspot",
    objects: [...mapping.keys()],
    maxReadBatch: hubspotMaxBatch,
    maxWriteBatch: hubspotMaxBatch,
    readChanges: (object, cursor, signal) =>
      readHubspotChanges(context, { object, cursor }, signal),
    readRecords: (object, ids, signal) => readHubspotRecords(context, { object, ids }, signal),
    scannedBeforeMs: (cursor) => scannedBeforeMs(cursor, context.overlap),
    countMatching: (object, filter, signal) =>
      countHubspotMatching(context, { object, filter }, signal),
    readMatching: (object, read, signal) =>
      readHubspotMatching(context, { object, ...read }, signal),
    async writeFields(object, writes, signal) {
      assertDistinct(writes);
      return writeHubspotFields(context, { object, writes }, signal);
    },
    describeFields: (object, signal) => describeHubspotFields(context, object, signal),
    ensureOutputFields: (object, fields, signal) =>
      ensureHubspotFields(context, { object, fields }, signal),
    recordPage: async (object, signal) =>
      hasHubspotPages(baseUrl) ? readHubspotPage(client, objectOf(object), signal) : null,
    quota: () => client.quota(),
    close: () => client.close(),
  };
}
