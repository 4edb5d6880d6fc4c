import type { HoldScope } from "./hold.ts";
import { backfill } from "./scopes/backfill.ts";
import { connection } from "./scopes/connection.ts";
import { enrichment } from "./scopes/enrichment.ts";
import { everything } from "./scopes/everything.ts";
import { model } from "./scopes/model.ts";

const scopes: HoldScope[] = [everything, connection, enrichment, model, backfill];

/** Every kind of scope that a hold may have. A new one is a file of its own, and a name in the list above. */
export function holdScopes(): readonly HoldScope[] {
  return scopes;
}

/** Another kind, for a process that has one more. */
export function addHoldScope(scope: HoldScope): void {
  scopes.push(scope);
}
