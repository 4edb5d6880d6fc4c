import type { AdapterDeps, CrmAdapter } from "./crm-adapter.ts";
import { type Connection, vendorOf } from "./vendors.ts";

/** The adapter of a configured connection. It opens nothing until it is first used. */
export function createAdapter(connection: Connection, deps: AdapterDeps): CrmAdapter {
  return vendorOf(connection.vendor).createAdapter(connection, deps);
}
