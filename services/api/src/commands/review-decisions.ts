import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { type ReasonCode, reasonCode } from "@fieldwork/contracts";
import type { CallArgs, Client, Reply } from "@fieldwork/contracts/client";
import { AppError, stableHash } from "@fieldwork/runtime";
import type { CommandLine } from "../command-line/command-line.ts";
import { type Shown, UsageError } from "../command-line/shown.ts";
import { many, shown } from "./command.ts";
import { bulkText, outcomesText } from "./review-text.ts";

type Order = CallArgs<"reviews.decide">["body"]["orders"][number];
type Decision = Order["decision"];
type BulkDecision = CallArgs<"reviews.preview">["body"]["decision"];

export interface ReviewFilter {
  connection?: string | undefined;
  object?: string | undefined;
  field?: string | undefined;
  reason?: ReasonCode | undefined;
}

const about: Readonly<Record<BulkDecision["kind"], string>> = {
  approve: "writes the answer",
  reject: "leaves the field as it is",
  keep: "keeps the field as a person's",
  pin: "keeps the field as a person's, and pins it",
};

export function addDecisions(review: CommandUnknownOpts, line: CommandLine): void {
  for (const kind of ["approve", "reject", "keep", "pin"] as const)
    review
      .command(kind)
      .description(`${about[kind]}; with --all of all that match, after a preview with the count`)
      .argument("[names...]", "as review list gives them")
      .option("--all", "all that match, in place of names")
      .option("--yes <seen>", "with --all: does exactly what the preview of this name showed")
      .option("--connection <name>")
      .option("--object <object>", "with --all")
      .option("--field <field>", "with --all")
      .addOption(new Option("--reason <code>", "with --all").choices(reasonCode.options))
      .action((names, { all, yes, ...filter }) => {
        if (all === true) {
          if (names.length > 0) throw new UsageError("name reviews, or --all, not both");
          return line.ask((client) => decideAll(client, line, { kind, filter, seen: yes }));
        }
        const { connection, ...narrow } = filter;
        if (names.length === 0 || yes !== undefined || Object.values(narrow).some(Boolean))
          throw new UsageError("name reviews as review list does, or choose them by --all");
        for (const name of names) demandName(name);
        return line.ask((client) => decide(client, { names, connection, decision: { kind } }));
      });
  review
    .command("correct")
    .description("writes another value, as a person's")
    .argument("<name>", "as review list gives it", demandName)
    .option("--value <text>")
    .addOption(new Option("--blank", "writes a blank").conflicts("value"))
    .option("--connection <name>")
    .action((name, { connection, value, blank }) => {
      if (value === undefined && blank !== true) throw new UsageError("add --value, or --blank");
      const decision = { kind: "correct", value: value ?? null } as const;
      return line.ask((client) => decide(client, { names: [name], connection, decision }));
    });
}

interface Named {
  names: readonly string[];
  connection: string | undefined;
  decision: Decision;
}

async function decide(client: Client, { names, connection, decision }: Named): Promise<Shown> {
  const orders: Order[] = [];
  for (const name of names) {
    const { workId, field, generation, seenValue } = await findReview(client, name);
    const seen = { workId, field, generation, seenValue };
    if (nameOf(seen) !== name) throw changedSince(name);
    orders.push({ ...seen, decision });
  }
  const decided = await client.call("reviews.decide", { body: { connection, orders } });
  return shown(decided, outcomesText(decided.outcomes));
}

function changedSince(name: string): AppError {
  const message = `something else stands there since you looked: ${name}. npx fieldwork review list shows what waits`;
  return new AppError(message, { code: "request_invalid", retryable: false });
}

interface Bulk {
  kind: BulkDecision["kind"];
  filter: ReviewFilter;
  /** What a preview named. */
  seen: string | undefined;
}

async function decideAll(
  client: Client,
  line: CommandLine,
  { kind, filter, seen }: Bulk,
): Promise<Shown> {
  const request = { filter, decision: { kind } };
  if (seen !== undefined) return ordered(seen);
  const found = await client.call("reviews.preview", { body: request });
  if (found.count === 0) {
    const isNone = Object.keys(found.refused).length === 0;
    return shown({ outcomes: [] }, isNone ? "No answer matches." : bulkText(kind, found));
  }
  const preview = shown(found, bulkText(kind, found));
  await line.confirm({ preview, isConfirmed: false, addition: `--yes ${found.seen}` });
  return ordered(found.seen);

  async function ordered(named: string): Promise<Shown> {
    const body = { ...request, seen: named };
    const decided = await client.call("reviews.decide-all", { body });
    const { outcomes } = decided;
    const refused = outcomes.filter((one) => one.refused !== undefined).length;
    const placed = many(outcomes.length - refused, "field");
    const text = `Ordered ${placed}${refused > 0 ? `; ${refused} could not be decided` : ""}.`;
    return shown(decided, text);
  }
}

type Seen = Pick<Reply<"reviews.show">, "workId" | "field" | "generation" | "seenValue">;

/** Says which answer, and what stood in the CRM as it was shown. */
export function nameOf({ workId, field, generation, seenValue }: Seen): string {
  return `${workId}.${field}.${generation}@${stableHash([seenValue]).slice(0, 8)}`;
}

/** @throws UsageError */
export function demandName(name: string): string {
  if (/^\d+\.\w+\.\d+@\w+$/.test(name)) return name;
  throw new UsageError(`${name} is no name of a review: npx fieldwork review list gives them`);
}

export function findReview(client: Client, name: string): Promise<Reply<"reviews.show">> {
  return client.call("reviews.show", { params: { id: name.replace(/@.*$/, "") } });
}
