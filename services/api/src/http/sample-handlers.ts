import type { Database } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import { askSample } from "../backfills/sample/ask-sample.ts";
import { showSample } from "../backfills/sample/show-sample.ts";
import type { OrderDeps } from "../orders.ts";
import { withTitles } from "../records/with-titles.ts";
import { type Handlers, wire } from "./handler.ts";
import { demandReach } from "./reach.ts";

/** Asking about some records of a backfill before it begins. */
export function sampleHandlers({
  database,
}: {
  database: Database;
}): Pick<Handlers, `samples.${"ask" | "show"}`> {
  return {
    "samples.ask": ({ principal, params: { id }, body: { connection: asked, size } }) => {
      const connection = demandReach(principal, "backfills.order", asked);
      const { actor, from } = principal;
      const audit: OrderDeps["audit"] = (tx, entry) => recordAudit(tx, { ...entry, from });
      return askSample({ database, audit }, actor, { id, connection, size });
    },
    "samples.show": async ({ principal, params: { id }, query }) => {
      const connection = demandReach(principal, "backfills.read", query.connection);
      const { figures, members } = await showSample(database, id, connection);
      return wire({ figures, members: await withTitles(database, members) });
    },
  };
}
