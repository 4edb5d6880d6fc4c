import { isAllowed } from "@fieldwork/contracts";
import type { captureRoutes } from "@fieldwork/contracts/api";
import type { Database } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import { captures, listCapturesOf } from "@fieldwork/store/captures";
import { type Reader, readPage } from "@fieldwork/store/reading";
import { showCapture } from "../captures/show-capture.ts";
import type { OrderDeps } from "../orders.ts";
import { demandRef } from "./demand-ref.ts";
import { type Handlers, wire } from "./handler.ts";
import { demandReach } from "./reach.ts";

const permission = "captures.read";
const mostOfRecord = 50;

/** What was captured of calls to models. */
export function captureHandlers({
  database,
  reader,
}: {
  database: Database;
  reader: Reader;
}): Pick<Handlers, keyof typeof captureRoutes> {
  return {
    "captures.list": async ({
      principal,
      query: { record, enrichment, cursor, limit, ...asked },
    }) => {
      if (record !== undefined) {
        const ref = demandRef(record);
        demandReach(principal, permission, ref.connection);
        const rows = await listCapturesOf(reader, ref, mostOfRecord);
        return wire({ rows, next: null, previous: null });
      }
      const connection = demandReach(principal, permission, asked.connection);
      const given = Object.entries({ connection, enrichment });
      const filters = Object.fromEntries(given.filter(([, value]) => value !== undefined));
      return wire(await readPage(reader, captures, { filters, cursor, limit }));
    },
    "captures.show": async ({ principal, params: { id } }) => {
      const { actor, from, rights } = principal;
      const audit: OrderDeps["audit"] = (tx, entry) => recordAudit(tx, { ...entry, from });
      const isWithinReach = (connection: string) => isAllowed(rights, permission, connection);
      return wire(await showCapture({ database, audit }, actor, { id, isWithinReach }));
    },
  };
}
