import type { ObjectName } from "@fieldwork/contracts";
import type { AdapterDeps, CrmAdapter } from "../crm-adapter.ts";
import type { Webhooks } from "../hint.ts";
import { type Mapping, objectsOf } from "../mapping/mapping.ts";
import { writeOwnFields } from "../own-fields.ts";
import { defaultFloorPercent } from "../quota-floor.ts";
import { type Overlap, scannedBeforeMs } from "../scan-position.ts";
import { createSchemas } from "../schemas.ts";
import { assertDistinct } from "../write-results.ts";
import { createSuspects } from "../write-suspects.ts";
import { createHubspotActivities } from "./hubspot-activities.ts";
import type { HubspotApiVersion } from "./hubspot-apis.ts";
import { readHubspotAutomations } from "./hubspot-automations.ts";
import { readHubspotChanges } from "./hubspot-changes.ts";
import { createHubspotClient } from "./hubspot-client.ts";
import type { HubspotContext } from "./hubspot-context.ts";
import { hubspotObject, propertiesToRead } from "./hubspot-fields.ts";
import { findHubspotReplaced } from "./hubspot-history.ts";
import { hubspotWindows } from "./hubspot-limits.ts";
import { hubspotMapping } from "./hubspot-mapping.ts";
import { countHubspotMatching, hubspotReadCalls, readHubspotMatching } from "./hubspot-matching.ts";
import { hasHubspotPages, namesOfObject, readHubspotPage } from "./hubspot-pages.ts";
import { hubspotMaxBatch, readHubspotNow, readHubspotRecords } from "./hubspot-reads.ts";
import { describeHubspotFields, ensureHubspotFields, readProperties } from "./hubspot-schema.ts";
import type { HubspotOauth } from "./hubspot-token.ts";
import { parseHubspotWebhook } from "./hubspot-webhooks.ts";
import { hubspotMaxGuarded, writeHubspotFields } from "./hubspot-writes.ts";

export interface HubspotAdapterOptions extends AdapterDeps {
  connection: string;
  /** Of a private app. */
  accessToken?: string | undefined;
  /** In place of a private app's token: a public app that the portal has installed. */
  oauth?: HubspotOauth | undefined;
  /** Of the app whose webhooks call us; without it, none is taken. */
  clientSecret?: string | undefined;
  apiVersion?: HubspotApiVersion | undefined;
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
  accessToken = "",
  oauth,
  clientSecret,
  apiVersion,
  baseUrl = "https://api.hubapi.com",
  outputs,
  mapping = hubspotMapping,
  logger,
  overlapMs = 60_000,
  timeoutMs = 30_000,
  pageSize = 200,
  admission,
  quotaFloorPercent = defaultFloorPercent,
  logins,
  writes = "fast",
  windows = hubspotWindows,
}: HubspotAdapterOptions): CrmAdapter {
  const client = createHubspotClient({
    access: oauth ?? { accessToken },
    logins,
    apiVersion,
    baseUrl: baseUrl.replace(/\/+$/, ""),
    timeoutMs,
    ...{ connection, admission, quotaFloorPercent },
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
    guardedSuspects: createSuspects(1),
  };
  return {
    connection,
    vendor: "hubspot",
    objects: [...mapping.keys()],
    maxReadBatch: hubspotMaxBatch,
    maxWriteBatch: writes === "guarded" ? hubspotMaxGuarded : hubspotMaxBatch,
    ...(writes === "guarded" && { writeCalls: { batch: 1, record: 2 } }),
    ...{ writes, windows },
    readChanges: (object, cursor, signal) =>
      readHubspotChanges(context, { object, cursor }, signal),
    readRecords: (object, ids, signal) => readHubspotRecords(context, { object, ids }, signal),
    readNow: (object, ids, signal) => readHubspotNow(context, { object, ids }, signal),
    scannedBeforeMs: (cursor) => scannedBeforeMs(cursor, context.overlap),
    countMatching: (object, filter, signal) =>
      countHubspotMatching(context, { object, filter }, signal),
    readMatching: (object, read, signal) =>
      readHubspotMatching(context, { object, ...read }, signal),
    readCalls: (read) => hubspotReadCalls(context, read),
    async writeFields(object, given, signal) {
      assertDistinct(given);
      return writeOwnFields(outputs(object), given, (own) =>
        writeHubspotFields(context, { object, writes: own }, signal),
      );
    },
    findReplaced: (object, written, signal) =>
      findHubspotReplaced(context, { object, written }, signal),
    readAutomations: (object, fields, signal) => {
      const hasPages = hasHubspotPages(baseUrl);
      return readHubspotAutomations(context, { object, fields, hasPages }, signal);
    },
    describeFields: (object, signal) => describeHubspotFields(context, object, signal),
    ensureOutputFields: (object, fields, signal) =>
      ensureHubspotFields(context, { object, fields }, signal),
    recordPage: async (object, signal) =>
      hasHubspotPages(baseUrl) ? readHubspotPage(client, objectOf(object), signal) : null,
    activities: createHubspotActivities(context, mapping),
    quota: () => ({ ...client.quota(), floorPercent: quotaFloorPercent }),
    webhooks: clientSecret === undefined ? undefined : webhooksOf(context, mapping, clientSecret),
    close: () => client.close(),
  };
}

function webhooksOf(context: HubspotContext, mapping: Mapping, clientSecret: string): Webhooks {
  const { connection, outputs, objectOf } = context;
  const byName = new Map(
    [...mapping].flatMap(([object, { vendorObject }]) =>
      namesOfObject(vendorObject).map((name) => [name, object] as const),
    ),
  );
  const webhooks = {
    ...{ connection, clientSecret },
    objectOf: (name: string) => byName.get(name.toLowerCase()),
    isRead: (object: ObjectName, property: string) =>
      propertiesToRead(objectOf(object), outputs(object)).includes(property),
  };
  return { parse: (call, nowMs) => parseHubspotWebhook(call, webhooks, nowMs) };
}
