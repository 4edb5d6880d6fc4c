import { type LimitTable, type LimitWindow, limitWindowForm } from "@fieldwork/limits";
import { z } from "zod";
import { connectionScope } from "./paced-sender.ts";
import { type Connection, vendorOf } from "./vendors.ts";

/** The limits that a connection may list; they replace all of its vendor's. */
export const limitsSetting = z
  .array(limitWindowForm(["requests", "searches"]))
  .min(1)
  .optional();

/** So wide that nothing waits: for a CRM that is only simulated. */
export const unboundedWindows: readonly LimitWindow[] = [
  { kind: "rate", unit: "requests", per: "second", limit: 1_000_000 },
];

/**
 * The limits of these connections, by their scopes. Classes have no shares there: one call carries
 * records of both, so all calls belong to one class (`paced-sender.ts`).
 */
export function connectionLimits(connections: readonly Connection[]): LimitTable {
  return Object.fromEntries(
    connections.map(({ name, vendor, limits }) => [
      connectionScope(name),
      { windows: limits ?? vendorOf(vendor).windows },
    ]),
  );
}
