import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { usdFromNano } from "@fieldwork/contracts";
import type { Reply } from "@fieldwork/contracts/client";
import type { CommandLine } from "../command-line/command-line.ts";
import { many, shown } from "./command.ts";

export interface Status {
  line: Reply<"line.show">;
  holds: Reply<"holds.list">["holds"];
  budgets: Reply<"budgets.list">["budgets"];
  enrichments: Reply<"freshness.list">["enrichments"];
}

export function statusCommand(line: CommandLine): CommandUnknownOpts {
  return new Command("status")
    .description("how much work is in which state, what is held, what is spent, and how fresh")
    .action(() =>
      line.ask(async (client) => {
        const [shownLine, { holds }, { budgets }, { enrichments }] = await Promise.all([
          client.call("line.show", {}),
          client.call("holds.list", {}),
          client.call("budgets.list", {}),
          client.call("freshness.list", {}),
        ]);
        const status = { line: shownLine, holds, budgets, enrichments };
        return shown(status, statusText(status));
      }),
    );
}
/** Pure. */
export function statusText({ line, holds, budgets, enrichments }: Status): string {
  const { states, finished, pending, waitingForBudget, waitingForField, waitingForCrm } = line;
  const waiting = {
    budget: waitingForBudget,
    "a hidden field": waitingForField,
    writing: waitingForCrm,
  };
  return [
    `Work     ${finished} of ${line.total} finished, ${pending} pending`,
    ...Object.entries(states).map(([state, count]) => `  ${state.padEnd(12)} ${count}`),
    ...Object.entries(waiting).flatMap(([what, count]) =>
      count > 0 ? [`  ${many(count, "record")} wait for ${what}`] : [],
    ),
    holds.length === 0 ? "Holds    none" : "Holds",
    ...holds.map(({ scope, target, action, heldBy, why }) => {
      const what = [scope, target].filter(Boolean).join(" ");
      return `  ${what} is ${action} by ${heldBy}${why === null ? "" : `: ${why}`}`;
    }),
    budgets.length === 0 ? "Budgets  none" : "Budgets",
    ...budgets.map(({ scope, chargedNanoUsd, limitNanoUsd }) => {
      return `  ${scope}: ${usd(chargedNanoUsd)} of ${usd(limitNanoUsd)}`;
    }),
    ...(enrichments.length === 0 ? [] : ["Fresh"]),
    ...enrichments.map(({ text }) => `  ${text}`),
  ].join("\n");
}

function usd(nano: string): string {
  return `$${usdFromNano(BigInt(nano)).toFixed(2)}`;
}
