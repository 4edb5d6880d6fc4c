import type { AdapterDeps, CrmAdapter } from "./crm-adapter.ts";
import { isInFirstScan } from "./scan-position.ts";
import { type Connection, vendorOf } from "./vendors.ts";

/** The adapter of a configured connection. It opens nothing until it is first used. */
export function createAdapter(connection: Connection, deps: AdapterDeps): CrmAdapter {
  const adapter = vendorOf(connection.vendor).createAdapter(connection, deps);
  return connection.history === "enrich" ? withoutHistory(adapter) : adapter;
}

/** For which what was there before the first scan is like any change. */
function withoutHistory(adapter: CrmAdapter): CrmAdapter {
  return {
    ...adapter,
    scannedBeforeMs: (cursor) => (isInFirstScan(cursor) ? null : adapter.scannedBeforeMs(cursor)),
    async *readChanges(...asked) {
      for await (const { changes, cursor } of adapter.readChanges(...asked)) {
        yield { changes, cursor };
      }
    },
  };
}
