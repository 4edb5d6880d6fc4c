import type { ObjectName } from "@fieldwork/contracts";
import { isLoopback } from "@fieldwork/http";
import type { AdapterDeps, CrmAdapter } from "../crm-adapter.ts";
import { objectsOf } from "../mapping/mapping.ts";
import { writeOwnFields } from "../own-fields.ts";
import { defaultFloorPercent } from "../quota-floor.ts";
import { scannedBeforeMs } from "../scan-position.ts";
import { createSchemas } from "../schemas.ts";
import { assertDistinct } from "../write-results.ts";
import { createSuspects } from "../write-suspects.ts";
import { createSalesforceActivities } from "./salesforce-activities.ts";
import { readSalesforceAutomations } from "./salesforce-automations.ts";
import { readSalesforceChanges } from "./salesforce-changes.ts";
import { createSalesforceClient } from "./salesforce-client.ts";
import { defaultApiVersion, type SalesforceContext } from "./salesforce-context.ts";
import { salesforceObject } from "./salesforce-fields.ts";
import type { SalesforceGrant } from "./salesforce-grant.ts";
import { findSalesforceReplaced } from "./salesforce-history.ts";
import { createJobPages } from "./salesforce-job-pages.ts";
import { salesforceBulkWrites } from "./salesforce-job-writes.ts";
import { salesforceWindows } from "./salesforce-limits.ts";
import { salesforceMapping } from "./salesforce-mapping.ts";
import { salesforceMatching } from "./salesforce-matching.ts";
import { salesforcePage } from "./salesforce-pages.ts";
import type { PubsubClient } from "./salesforce-pubsub-client.ts";
import {
  readSalesforceNow,
  readSalesforceRecords,
  readSalesforceToWrite,
  salesforceMaxBatch,
} from "./salesforce-reads.ts";
import { readRecordTypeValues } from "./salesforce-record-options.ts";
import { salesforceParentsOf } from "./salesforce-records.ts";
import {
  deploymentFor,
  describeObject,
  describeSalesforceFields,
  ensureSalesforceFields,
} from "./salesforce-schema.ts";
import { salesforceMaxGuarded, writeSalesforceFields } from "./salesforce-writes.ts";

export interface SalesforceAdapterOptions extends AdapterDeps {
  connection: string;
  /** The org's own domain (`https://acme.my.salesforce.com`); client credentials work nowhere else. */
  loginUrl: string;
  clientId: string;
  grant: SalesforceGrant;
  apiVersion?: string | undefined;
  /** Rows a query asks for; Salesforce returns them in pages of at most 2,000. */
  pageSize?: number | undefined;
  /** Whether Salesforce streams changes to us: Change Data Capture has to be switched on for each object. */
  changeEvents?: boolean | undefined;
  /** Of the Pub/Sub API, as host:port. */
  pubsubAddress?: string | undefined;
  /** After how many rows a first scan goes on by the Bulk API, and how many a page of a job has. */
  bulkAfterRows?: number | undefined;
  bulkPageRows?: number | undefined;
  /** From how many records on what matches a filter is read by a job of the Bulk API. */
  bulkReadFrom?: number | undefined;
  /** From how many waiting answers on backfills are written by jobs of the Bulk API; never, if left out. */
  bulkWritesFrom?: number | undefined;
}

/** One Salesforce org, as the user whom the connected app runs as. Fields which that user may not see are absent. */
export function createSalesforceAdapter({
  connection,
  loginUrl,
  clientId,
  grant,
  apiVersion = defaultApiVersion,
  outputs,
  mapping = salesforceMapping,
  logger,
  overlapMs = 10_000,
  timeoutMs = 30_000,
  pageSize = 10_000,
  changeEvents = false,
  pubsubAddress = "api.pubsub.salesforce.com:7443",
  bulkAfterRows = 10_000,
  bulkPageRows = 10_000,
  bulkReadFrom = 10_000,
  bulkWritesFrom,
  admission,
  logins,
  writes = "fast",
  windows = salesforceWindows,
  quotaFloorPercent = defaultFloorPercent,
}: SalesforceAdapterOptions): CrmAdapter {
  const client = createSalesforceClient({
    loginUrl,
    clientId,
    ...{ grant, apiVersion, timeoutMs, connection, admission, logins, quotaFloorPercent },
  });
  const objectOf = objectsOf(mapping, salesforceObject);
  const schemas = createSchemas((object: ObjectName, signal) =>
    describeObject(client, objectOf(object), signal),
  );
  const recordTypes = createSchemas((key, signal) =>
    readRecordTypeValues({ client, objectOf }, key, signal),
  );
  const jobPages = createJobPages(client, bulkPageRows);
  const context: SalesforceContext = {
    ...{ connection, client, schemas, recordTypes, outputs, objectOf },
    ...{ apiVersion, pageSize, bulkAfterRows, bulkPageRows, bulkReadFrom, jobPages, logger },
    overlap: { overlapMs, recentOverlapMs: overlapMs, deepEveryMs: 0 },
    suspects: createSuspects(salesforceMaxBatch),
    guardedSuspects: createSuspects(salesforceMaxGuarded),
  };
  const listening = createListening({ connection, client, objectOf }, pubsubAddress);
  return {
    ...{ connection, vendor: "salesforce", objects: [...mapping.keys()] },
    maxReadBatch: salesforceMaxBatch,
    maxWriteBatch: writes === "guarded" ? salesforceMaxGuarded : salesforceMaxBatch,
    ...{ writes, windows },
    readChanges: (object, cursor, signal) =>
      readSalesforceChanges(context, { object, cursor }, signal),
    readRecords: (object, ids, signal) => readSalesforceRecords(context, { object, ids }, signal),
    readToWrite: (object, ids, signal) => readSalesforceToWrite(context, { object, ids }, signal),
    readNow: (object, ids, signal) => readSalesforceNow(context, { object, ids }, signal),
    parentsOf: (object) =>
      salesforceParentsOf([...mapping.keys()], (one) => objectOf(one).type, object),
    scannedBeforeMs: (cursor) => scannedBeforeMs(cursor, context.overlap),
    ...salesforceMatching(context),
    async writeFields(object, given, signal) {
      assertDistinct(given);
      return writeOwnFields(outputs(object), given, (own) =>
        writeSalesforceFields(context, { object, writes: own }, signal),
      );
    },
    ...(bulkWritesFrom !== undefined && {
      bulkWrites: salesforceBulkWrites(context, bulkWritesFrom),
    }),
    findReplaced: (object, written, signal) =>
      findSalesforceReplaced(context, { object, written }, signal),
    readAutomations: (object, fields, signal) =>
      readSalesforceAutomations(context, { object, fields, loginUrl }, signal),
    describeFields: (object, signal) => describeSalesforceFields(context, object, signal),
    ensureOutputFields: (object, fields, signal) =>
      ensureSalesforceFields(context, { object, fields }, signal),
    deploymentOf: (objects) => deploymentFor(context, objects),
    recordPage: async (object) => salesforcePage(loginUrl, objectOf(object)),
    activities: createSalesforceActivities(context, mapping),
    quota: () => ({ ...client.quota(), floorPercent: quotaFloorPercent }),
    ...(changeEvents && { listen: listening.listen }),
    async close() {
      listening.close();
      jobPages.close();
      await client.close();
    },
  };
}

type Listen = NonNullable<CrmAdapter["listen"]>;

/** Opens nothing, and loads nothing, until somebody listens. */
function createListening(
  { connection, client, objectOf }: Pick<SalesforceContext, "connection" | "client" | "objectOf">,
  address: string,
): { listen: Listen; close(): void } {
  let pubsub: PubsubClient | undefined;
  return {
    async *listen(object, position, signal) {
      const { createPubsubClient } = await import("./salesforce-pubsub-client.ts");
      const { listenToSalesforce } = await import("./salesforce-listen.ts");
      const isPlain = isLoopback(new URL(`http://${address}`).hostname);
      pubsub ??= createPubsubClient({ address, isPlain });
      const typeOf = (one: ObjectName) => objectOf(one).type;
      const context = { connection, client, pubsub, typeOf };
      yield* listenToSalesforce(context, { object, position }, signal);
    },
    close: () => pubsub?.close(),
  };
}
