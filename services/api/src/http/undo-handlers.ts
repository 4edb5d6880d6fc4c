import type { Database } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import type { Reader } from "@fieldwork/store/reading";
import { listUndosOf } from "@fieldwork/store/undo";
import type { OrderDeps } from "../orders.ts";
import { withTitles } from "../records/with-titles.ts";
import { cancelUndo, previewUndo, showUndo, undoByOrder } from "../undo/undo.ts";
import type { Principal } from "../who/principal.ts";
import { type Handlers, wire } from "./handler.ts";
import { demandReach } from "./reach.ts";

interface UndoHandlerDeps {
  database: Database;
  reader: Reader;
}

const permission = "backfills.order";

/** Taking back what was written. Whoever has rights on one connection does so there alone. */
export function undoHandlers({
  database,
  reader,
}: UndoHandlerDeps): Pick<Handlers, `undo.${"preview" | "list" | "order" | "show" | "cancel"}`> {
  const depsOf = ({ from }: Principal): OrderDeps => ({
    ...{ database, reader },
    audit: (tx, entry) => recordAudit(tx, { ...entry, from }),
  });
  return {
    "undo.preview": async ({ principal, body: { filter } }) => {
      const connection = demandReach(principal, permission, filter.connection);
      const { samples, leftSamples, ...preview } = await previewUndo(reader, {
        ...{ ...filter, connection },
      });
      const named = { samples: await withTitles(reader, samples) };
      return { ...preview, ...named, leftSamples: await withTitles(reader, leftSamples) };
    },
    "undo.list": async ({ principal, query }) => {
      const connection = demandReach(principal, "backfills.read", query.connection);
      return { undos: wire(await listUndosOf(reader, { of: query.of, connection })) };
    },
    "undo.order": ({ principal, body: { filter, seen } }) => {
      const connection = demandReach(principal, permission, filter.connection);
      const request = { filter: { ...filter, connection }, seen };
      return undoByOrder(depsOf(principal), principal.actor, request);
    },
    "undo.show": async ({ principal, params: { id }, query }) => {
      const connection = demandReach(principal, "backfills.read", query.connection);
      return { orders: await showUndo(reader, id, connection) };
    },
    "undo.cancel": async ({ principal, params: { id: run }, body }) => {
      const connection = demandReach(principal, permission, body.connection);
      const request = { run, connection };
      return { orders: await cancelUndo(depsOf(principal), principal.actor, request) };
    },
  };
}
