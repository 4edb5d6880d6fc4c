import type { viewRoutes } from "@fieldwork/contracts/api";
import type { Database } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import type { Reader } from "@fieldwork/store/reading";
import type { OrderDeps } from "../orders.ts";
import { removeViewByOrder, saveViewByOrder, showViews } from "../views/views.ts";
import type { Principal } from "../who/principal.ts";
import { type Handlers, wire } from "./handler.ts";

/** Searches of records that people keep. */
export function viewHandlers({
  database,
  reader,
}: {
  database: Database;
  reader: Reader;
}): Pick<Handlers, keyof typeof viewRoutes> {
  const depsOf = ({ from }: Principal): Omit<OrderDeps, "reader"> => ({
    database,
    audit: (tx, entry) => recordAudit(tx, { ...entry, from }),
  });
  return {
    "views.list": async ({ principal }) => ({ views: wire(await showViews(reader, principal)) }),
    "views.save": ({ principal, body: { name, isShared, search } }) => {
      const given = Object.entries(search).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, value]],
      );
      const view = { name, isShared, search: Object.fromEntries(given) };
      return saveViewByOrder(depsOf(principal), principal, view);
    },
    "views.remove": ({ principal, params: { id } }) =>
      removeViewByOrder(depsOf(principal), principal, id),
  };
}
