import { isAllowed, parseRecordKey, reachOf } from "@fieldwork/contracts";
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
        (hold) => reach === "all" || [null, ...reach].includes(connectionOf(hold)),
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

/** The one that it concerns; null: all of them. Pure. */
function connectionOf({ scope, target }: HoldTarget): string | null {
  if (scope === "record") return parseRecordKey(target)?.connection ?? null;
  return scope === "connection" ? target : null;
}

/**
 * What is of no connection concerns all of them.
 *
 * @throws AppError `forbidden`
 */
function demandHeld({ rights }: Principal, target: HoldTarget): void {
  if (isAllowed(rights, "holds.order", connectionOf(target))) return;
  const message =
    "you may hold and resume your own connections and their records only: name one of them";
  throw new AppError(message, { code: "forbidden", retryable: false });
}
