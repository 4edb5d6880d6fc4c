import type { HoldScope } from "./hold.ts";
import { backfill } from "./scopes/backfill.ts";
import { connection } from "./scopes/connection.ts";
import { enrichment } from "./scopes/enrichment.ts";
import { everything } from "./scopes/everything.ts";
import { model } from "./scopes/model.ts";
import { record } from "./scopes/record.ts";

/** Every kind of scope that a hold may have. A new one is a file of its own and a name in this list. */
export const holdScopes: HoldScope[] = [
  everything,
  connection,
  enrichment,
  model,
  backfill,
  record,
];
