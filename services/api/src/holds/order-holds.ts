import { setTimeout as delay } from "node:timers/promises";
import { type HoldAction, parseRecordKey } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import { findHolds, type Hold, liftHold, placeHold } from "@fieldwork/store";
import { afterCommit } from "../http/order-transaction.ts";
import type { Actor, OrderDeps } from "../orders.ts";

/** What is held: everything has no target, the others name one. */
export interface HoldTarget {
  scope: string;
  target: string;
}

export interface HoldRequest extends HoldTarget {
  action: HoldAction;
  why: string | null;
}

/**
 * Every process looks five times a second, and refuses by itself once it has known nothing for a second.
 * By then those that keep up have heard of the order.
 */
const heardAfterMs = 300;

/**
 * Pauses or kills; resolves when the order is in force. No call to a model and no write to a CRM that it
 * covers begins more than a second later; a kill also ends the calls under way.
 *
 * @throws AppError `config_invalid` for an unknown kind of scope; `request_invalid` for a target that is
 * missing, or that everything cannot have.
 */
export async function holdByOrder(
  { database, audit }: Omit<OrderDeps, "reader">,
  actor: Actor,
  { scope, target, action, why }: HoldRequest,
): Promise<{ epoch: number }> {
  checkTarget({ scope, target });
  const epoch = await database.transaction(async (tx) => {
    const before = await heldNow(tx, { scope, target });
    const placed = await placeHold(tx, { scope, target, action, heldBy: actor.name, why });
    await audit(tx, {
      ...{ actor, order: "hold.place", subject: subjectOf({ scope, target }) },
      ...{ before: before ? sideOf(before) : null, after: { action, why } },
    });
    return placed;
  });
  await afterCommit(() => delay(heardAfterMs));
  return { epoch };
}

/**
 * Lifts a hold: what waited goes on by itself.
 *
 * @throws AppError `not_found` if nothing holds that.
 */
export async function resumeByOrder(
  { database, audit }: Omit<OrderDeps, "reader">,
  actor: Actor,
  { scope, target }: HoldTarget,
): Promise<{ epoch: number }> {
  return database.transaction(async (tx) => {
    const before = await heldNow(tx, { scope, target });
    const epoch = await liftHold(tx, { scope, target });
    if (epoch === undefined || !before) throw nothingHeld({ scope, target });
    await audit(tx, {
      ...{ actor, order: "hold.lift", subject: subjectOf({ scope, target }) },
      ...{ before: sideOf(before), after: null },
    });
    return { epoch };
  });
}

async function heldNow(
  tx: Parameters<typeof findHolds>[0],
  { scope, target }: HoldTarget,
): Promise<Hold | undefined> {
  const { holds } = await findHolds(tx);
  return holds.find((hold) => hold.scope === scope && hold.target === target);
}

function sideOf({ action, why, heldBy }: Hold): object {
  return { action, why, heldBy };
}

function subjectOf({ scope, target }: HoldTarget): string {
  return ["holds", scope, target].filter(Boolean).join("/");
}

function checkTarget({ scope, target }: HoldTarget): void {
  if (scope === "record" && target !== "" && !parseRecordKey(target)) {
    const message = `${target} names no record: write connection/object/id`;
    throw new AppError(message, { code: "request_invalid", retryable: false });
  }
  if ((scope === "everything") === (target === "")) return;
  const message =
    scope === "everything"
      ? `everything has no target: leave out ${target}`
      : `name which ${scope} to hold`;
  throw new AppError(message, { code: "request_invalid", retryable: false });
}

function nothingHeld({ scope, target }: HoldTarget): AppError {
  const what = [scope, target].filter(Boolean).join(" ");
  const message = `${what} is not held: npx fieldwork hold lists what is`;
  return new AppError(message, { code: "not_found", retryable: false });
}
