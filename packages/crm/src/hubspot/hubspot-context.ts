import type { ObjectName } from "@fieldwork/contracts";
import type { Logger } from "@fieldwork/runtime";
import type { OutputsOf } from "../crm-adapter.ts";
import type { Overlap } from "../scan-position.ts";
import type { Schemas } from "../schemas.ts";
import type { WriteSuspects } from "../write-suspects.ts";
import type { HubspotClient } from "./hubspot-client.ts";
import type { HubspotObject, HubspotSchema } from "./hubspot-fields.ts";

/** What the parts of the adapter share. */
export interface HubspotContext {
  connection: string;
  client: HubspotClient;
  schemas: Schemas<HubspotSchema>;
  outputs: OutputsOf;
  objectOf(object: ObjectName): HubspotObject;
  overlap: Overlap;
  pageSize: number;
  suspects: (object: ObjectName) => WriteSuspects;
  /** Of guarded writes, each of which goes alone. */
  guardedSuspects: (object: ObjectName) => WriteSuspects;
  logger: Logger;
}
