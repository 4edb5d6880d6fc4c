import type { Database } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import type { Reader } from "@fieldwork/store/reading";
import { cancelRead, orderRead, showFilterFields, showRead } from "../backfills/source-reads.ts";
import { countMatching, examineFilter } from "../filters/examine-filter.ts";
import type { OrderDeps } from "../orders.ts";
import type { Principal } from "../who/principal.ts";
import { type Handlers, wire } from "./handler.ts";
import { demandReach } from "./reach.ts";

interface ReadHandlerDeps {
  database: Database;
  reader: Reader;
}

const permission = "backfills.order";

/** Reading what a filter matches in the CRM itself. */
export function readHandlers({
  database,
  reader,
}: ReadHandlerDeps): Pick<
  Handlers,
  `reads.${"order" | "show" | "cancel"}` | `filters.${"fields" | "check" | "count"}`
> {
  const depsOf = ({ from }: Principal): OrderDeps => ({
    ...{ database, reader },
    audit: (tx, entry) => recordAudit(tx, { ...entry, from }),
  });
  return {
    "filters.fields": async ({ principal, query: { enrichment, connection } }) => {
      demandReach(principal, "backfills.read", connection);
      return wire({ fields: await showFilterFields(reader, { enrichment, connection }) });
    },
    "filters.check": async ({ principal, body }) => {
      demandReach(principal, "backfills.read", body.connection);
      return examineFilter(reader, body);
    },
    "filters.count": async ({ principal, body }) => {
      demandReach(principal, "backfills.read", body.connection);
      return countMatching(reader, body);
    },
    "reads.order": ({ principal, body }) => {
      demandReach(principal, permission, body.connection);
      return orderRead(depsOf(principal), principal.actor, body);
    },
    "reads.show": async ({ principal, params: { id }, query }) => {
      const connection = demandReach(principal, "backfills.read", query.connection);
      return wire(await showRead(reader, id, connection));
    },
    "reads.cancel": ({ principal, params: { id }, body }) => {
      const connection = demandReach(principal, permission, body.connection);
      return cancelRead(depsOf(principal), principal.actor, { id, connection });
    },
  };
}
