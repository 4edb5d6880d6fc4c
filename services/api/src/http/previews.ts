import type { Logger } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import type { OrderDeps } from "../orders.ts";
import { askPreview } from "../previews/ask-preview.ts";
import { withRecordOptions } from "../previews/await-options.ts";
import { createAskFollower } from "../previews/follow-asks.ts";
import { proposeFields } from "../previews/propose-fields.ts";
import { demandReach } from "./reach.ts";
import type { PreviewStreamDeps } from "./stream-preview.ts";

/** What streams of previews stand on. */
export function createPreviews({
  database,
  logger,
}: {
  database: Database;
  logger: Logger;
}): PreviewStreamDeps {
  return {
    asks: createAskFollower({ database, logger }),
    propose: async (ask) => proposeFields(database, await withRecordOptions(database, ask)),
    async ask(principal, request) {
      demandReach(principal, "preview.ask", request.connection);
      const { actor, from } = principal;
      const audit: OrderDeps["audit"] = (tx, entry) => recordAudit(tx, { ...entry, from });
      return askPreview({ database, audit }, actor, request);
    },
    logger,
  };
}
