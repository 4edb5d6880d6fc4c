import { isAllowed, reachOf } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import { type Database, findHolds } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import type { Reader } from "@fieldwork/store/reading";
import { type HoldTarget, holdByOrder, resumeByOrder } from "../holds/order-holds.ts";
import type { Principal } from "../who/principal.ts";
import { type Handlers, wire } from "./handler.ts";

export interface HoldsHandlerDeps {
  database: Database;
  reader: Reader;
}

/** What people have paused or killed, and their orders. */
export function holdsHandlers({
  database,
  reader,
}: HoldsHandlerDeps): Pick<Handlers, `holds.${"list" | "place" | "lift"}`> {
  const depsOf = ({ from }: Principal) => ({
    database,
    audit: ((tx, entry) => recordAudit(tx, { ...entry, from })) satisfies typeof recordAudit,
  });
  return {
    "holds.list": async ({ principal }) => {
      const reach = reachOf(principal.rights, "line.read");
      const { holds } = await findHolds(reader);
      const seen = holds.filter(
        ({ scope, target }) => scope !== "connection" || reach === "all" || reach.includes(target),
      );
      return { holds: wire(seen) };
    },
    "holds.place": async ({ principal, body }) => {
      demandHeld(principal, body);
      return holdByOrder(depsOf(principal), principal.actor, body);
    },
    "holds.lift": async ({ principal, body }) => {
      demandHeld(principal, body);
      return resumeByOrder(depsOf(principal), principal.actor, body);
    },
  };
}

/**
 * What is no connection concerns all of them.
 *
 * @throws AppError `forbidden`
 */
function demandHeld({ rights }: Principal, { scope, target }: HoldTarget): void {
  if (isAllowed(rights, "holds.order", scope === "connection" ? target : null)) return;
  const message = "you may hold and resume your own connections only: name one of them";
  throw new AppError(message, { code: "forbidden", retryable: false });
}
