import type { ObjectName } from "@fieldwork/contracts";
import type { Logger } from "@fieldwork/runtime";
import type { OutputField } from "../crm-adapter.ts";
import type { Overlap } from "../scan-position.ts";
import type { Schemas } from "../schemas.ts";
import type { WriteSuspects } from "../write-suspects.ts";
import type { HubspotClient } from "./hubspot-client.ts";
import type { HubspotSchema } from "./hubspot-schema.ts";

/** What the parts of the adapter share. */
export interface HubspotContext {
  connection: string;
  client: HubspotClient;
  schemas: Schemas<HubspotSchema>;
  outputs: Readonly<Record<ObjectName, readonly OutputField[]>>;
  overlap: Overlap;
  pageSize: number;
  suspects: (object: ObjectName) => WriteSuspects;
  logger: Logger;
}
