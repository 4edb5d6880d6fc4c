import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { usdFromNano } from "@fieldwork/contracts";
import type { Reply } from "@fieldwork/contracts/client";
import type { CommandLine } from "../command-line/command-line.ts";
import { type Screen, styled, tableText } from "../command-line/screen.ts";
import { many, shown } from "./command.ts";
import { connectionLines, streamLines } from "./connection-lines.ts";
import { verdictLines } from "./reconcile-command.ts";

export interface Status {
  line: Reply<"line.show">;
  holds: Reply<"holds.list">["holds"];
  budgets: Reply<"budgets.list">["budgets"];
  enrichments: Reply<"freshness.list">["enrichments"];
  rests: Reply<"rests.list">["rests"];
  savings: Reply<"savings.list">["savings"];
  connections: Reply<"connections.list">["connections"];
  reconciliations: Reply<"reconciliations.list">["reconciliations"];
  streams: Reply<"operations.show">["streams"];
}

const savedDays = 30;

export function statusCommand(line: CommandLine): CommandUnknownOpts {
  return new Command("status")
    .description("how much work is in which state, what is held, what is spent, and how fresh")
    .action(() =>
      line.ask(async (client) => {
        const [shownLine, ...others] = await Promise.all([
          client.call("line.show", {}),
          client.call("holds.list", {}),
          client.call("budgets.list", {}),
          client.call("freshness.list", {}),
          client.call("rests.list", {}),
          client.call("connections.list", {}),
          client.call("reconciliations.list", {}),
          client.call("savings.list", { query: { days: savedDays } }),
          client.call("operations.show", {}),
        ]);
        const [held, budgeted, fresh, resting, connected, reconciled, saved, { streams }] = others;
        const status = {
          ...{ line: shownLine, ...held, ...budgeted, ...fresh, ...resting },
          ...{ ...connected, ...reconciled, streams, ...saved },
        };
        return shown(status, (screen) => statusText(status, screen));
      }),
    );
}
/** Pure. */
export function statusText(status: Status, { columns }: Pick<Screen, "columns">): string {
  const { line, holds, budgets, enrichments, rests, savings } = status;
  const table = (rows: readonly (readonly string[])[]) =>
    rows.length === 0
      ? []
      : [
          tableText(
            rows.map(([first = "", ...others]) => [`  ${first}`, ...others]),
            { columns, whole: 1 },
          ),
        ];
  const { states, waitingForBudget, waitingForField, waitingForCrm } = line;
  const least = (name: string, count: number) =>
    line.capped.includes(name) ? `${count} or more` : `${count}`;
  const figure = (name: "finished" | "total" | "pending") => least(name, line[name]);
  const waiting = {
    budget: waitingForBudget,
    "a hidden field": waitingForField,
    writing: waitingForCrm,
  };
  return [
    `Work     ${figure("finished")} of ${figure("total")} finished, ${figure("pending")} pending`,
    ...table(Object.entries(states).map(([state, count]) => [state, least(state, count)])),
    ...Object.entries(waiting).flatMap(([what, count]) =>
      count > 0 ? [`  ${many(count, "record")} wait for ${what}`] : [],
    ),
    holds.length === 0 ? "Holds    none" : styled("bold", "Holds"),
    ...table(
      holds.map(({ scope, target, action, heldBy, why }) => [
        ...[[scope, target].filter(Boolean).join(" "), action, `by ${heldBy}`, why ?? ""],
      ]),
    ),
    ...(rests.length === 0 ? [] : [styled("bold", "Closed")]),
    ...rests.map(({ text }) => `  ${styled("red", text)}`),
    ...connectionLines(status),
    ...streamLines(status),
    ...(status.reconciliations.length === 0 ? [] : [styled("bold", "Compared with the CRMs")]),
    ...verdictLines(status.reconciliations).map((text) => `  ${text}`),
    budgets.length === 0 ? "Budgets  none" : styled("bold", "Budgets"),
    ...table(
      budgets.map(({ scope, chargedNanoUsd, limitNanoUsd }) => [
        ...[scope, usd(chargedNanoUsd), `of ${usd(limitNanoUsd)}`],
      ]),
    ),
    ...(savings.length === 0 ? [] : [styled("bold", `Saved in ${savedDays} days`)]),
    ...table(
      savings.map(({ enrichment, answers, savedNanoUsd, shared }) => [
        ...[enrichment, usd(savedNanoUsd), `${many(answers, "answer")} known already`],
        ...(shared === 0 ? [] : [`${shared} of them of the company in another CRM`]),
      ]),
    ),
    ...(enrichments.length === 0 ? [] : [styled("bold", "Fresh")]),
    ...enrichments.map(({ text, isMissed }) => `  ${isMissed ? styled("red", text) : text}`),
  ].join("\n");
}

function usd(nano: string): string {
  return `$${usdFromNano(BigInt(nano)).toFixed(2)}`;
}
