import { listBudgets } from "@fieldwork/store";
import { budgetsWire, heldOf, releaseBudgets, showBudgets } from "../budget.ts";
import {
  type Command,
  commandActor,
  common,
  flag,
  jsonText,
  many,
  orderDeps,
  parsed,
} from "./command.ts";

export const budgetUsage = `  budget [--json]    shows what is spent, what is held for calls whose outcome is unknown, and what is left
  budget release [--yes] [--json]
                     releases what is held, once the vendor shows that those calls were not billed; without
                     --yes it only says how much that is`;

/** Undefined if it is written wrongly. */
export function parseBudget(args: readonly string[]): Command | undefined {
  const given = parsed(args, { ...common, yes: flag });
  const [order, ...rest] = given?.positionals ?? [];
  if (!given || rest.length > 0) return undefined;
  const { json, yes } = given.values;
  if (order === "release") return yes ? release(json) : preview(json);
  return order === undefined && !yes ? show(json) : undefined;
}

function show(isJson: boolean): Command {
  return async ({ reader }) =>
    isJson ? jsonText(budgetsWire(await listBudgets(reader))) : showBudgets(reader);
}

function preview(isJson: boolean): Command {
  return async ({ reader }) => {
    const budgets = await listBudgets(reader);
    if (isJson) return jsonText({ held: heldOf(budgets) });
    const isHeld = budgets.some(({ heldCalls }) => heldCalls > 0);
    const next = isHeld ? "Nothing was released: add --yes." : "Nothing is held.";
    return `${await showBudgets(reader)}\n${next}`;
  };
}

function release(isJson: boolean): Command {
  return async (store) => {
    const released = await releaseBudgets(orderDeps(store), commandActor());
    if (isJson) return jsonText(released);
    return `Released what was held for ${many(released.calls, "call")}.\n${await showBudgets(store.reader)}`;
  };
}
