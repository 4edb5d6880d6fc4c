import type { Database } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import type { Reader } from "@fieldwork/store/reading";
import {
  changeBackfill,
  orderBackfill,
  showBackfill,
  showBackfills,
} from "../backfills/backfills.ts";
import { showProgress } from "../backfills/progress/show-progress.ts";
import { makeSheet, showSheet } from "../backfills/sheet/make-sheet.ts";
import type { OrderDeps } from "../orders.ts";
import type { Principal } from "../who/principal.ts";
import { type Handlers, wire } from "./handler.ts";
import { demandReach, reachWithin } from "./reach.ts";

export interface BackfillHandlerDeps {
  database: Database;
  reader: Reader;
  /** How long a sheet holds unless its order says something else. */
  sheetHours: number;
}

const permission = "backfills.order";
const shown = 50;

/** Wanting an enrichment for many records at once. */
export function backfillHandlers({
  database,
  reader,
  sheetHours,
}: BackfillHandlerDeps): Pick<
  Handlers,
  `backfills.${"list" | "show" | "progress" | "sheet" | "makeSheet" | "create" | "change"}`
> {
  const depsOf = ({ from }: Principal): OrderDeps => ({
    ...{ database, reader },
    audit: (tx, entry) => recordAudit(tx, { ...entry, from }),
  });
  return {
    "backfills.list": async ({ principal, query }) => {
      const connection = demandReach(principal, "backfills.read", query.connection);
      return { backfills: wire(await showBackfills(reader, { limit: shown, connection })) };
    },
    "backfills.show": async ({ principal, params: { id }, query }) => {
      const reach = reachWithin(principal, "backfills.read", query.connection);
      return wire(await showBackfill(reader, id, reach));
    },
    "backfills.progress": async ({ principal, params: { id }, query }) => {
      const connection = demandReach(principal, "backfills.read", query.connection);
      return wire(await showProgress(reader, id, connection));
    },
    "backfills.sheet": ({ principal, params: { id }, query }) => {
      const connection = demandReach(principal, "backfills.read", query.connection);
      return showSheet(reader, id, connection);
    },
    "backfills.makeSheet": ({ principal, params: { id }, body }) => {
      const connection = demandReach(principal, permission, body.connection);
      const { validHours = sheetHours } = body;
      const asked = { id, connection, validHours, isLookedAt: true };
      return makeSheet(depsOf(principal), principal.actor, asked);
    },
    "backfills.create": ({ principal, body }) => {
      demandReach(principal, permission, body.connection);
      return orderBackfill(depsOf(principal), principal.actor, body);
    },
    "backfills.change": ({ principal, params: { id }, body: { connection: asked, ...order } }) => {
      const connection = demandReach(principal, permission, asked);
      return changeBackfill(depsOf(principal), principal.actor, { id, ...order, connection });
    },
  };
}
