import type { ObjectName } from "@fieldwork/contracts";
import type { Logger } from "@fieldwork/runtime";
import type { OutputField } from "../crm-adapter.ts";
import type { Overlap } from "../scan-position.ts";
import type { Schemas } from "../schemas.ts";
import type { WriteSuspects } from "../write-suspects.ts";
import type { SalesforceClient } from "./salesforce-client.ts";
import type { SalesforceSchema } from "./salesforce-schema.ts";

/** What the parts of the adapter share. */
export interface SalesforceContext {
  connection: string;
  client: SalesforceClient;
  schemas: Schemas<SalesforceSchema>;
  outputs: Readonly<Record<ObjectName, readonly OutputField[]>>;
  apiVersion: string;
  overlap: Overlap;
  pageSize: number;
  suspects: (object: ObjectName) => WriteSuspects;
  logger: Logger;
}
