import type { ObjectName } from "@fieldwork/contracts";
import type { Logger } from "@fieldwork/runtime";
import type { OutputsOf } from "../crm-adapter.ts";
import type { Overlap } from "../scan-position.ts";
import type { Schemas } from "../schemas.ts";
import type { WriteSuspects } from "../write-suspects.ts";
import type { SalesforceClient } from "./salesforce-client.ts";
import type { SalesforceObject, SalesforceSchema } from "./salesforce-fields.ts";
import type { JobPages } from "./salesforce-job-pages.ts";
import type { RecordTypeValues } from "./salesforce-record-options.ts";

export const defaultApiVersion = "64.0";

/** What the parts of the adapter share. */
export interface SalesforceContext {
  connection: string;
  client: SalesforceClient;
  schemas: Schemas<SalesforceSchema>;
  /** By object and record type (`company/012…`). */
  recordTypes: Schemas<RecordTypeValues>;
  outputs: OutputsOf;
  objectOf(object: ObjectName): SalesforceObject;
  apiVersion: string;
  overlap: Overlap;
  pageSize: number;
  /** After how many rows a first scan goes on by the Bulk API, and how many it then reads at a time. */
  bulkAfterRows: number;
  bulkPageRows: number;
  /** From how many expected records on what matches a filter is read by a job. */
  bulkReadFrom: number;
  /** Of the jobs that such reads have made. */
  jobPages: JobPages;
  suspects: (object: ObjectName) => WriteSuspects;
  guardedSuspects: (object: ObjectName) => WriteSuspects;
  logger: Logger;
}
