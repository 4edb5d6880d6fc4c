import { parseRecordKey, reasonCode } from "@fieldwork/contracts";
import type { CallArgs, Client, Reply } from "@fieldwork/contracts/client";
import { AppError, stableHash } from "@fieldwork/runtime";
import { common, countOf, flag, jsonText, many, parsed, text } from "./command.ts";
import { bulkText, outcomesText, reviewsText, reviewText } from "./review-text.ts";
import type { ClientCommand } from "./status-command.ts";

type Order = CallArgs<"reviews.decide">["body"]["orders"][number];
type Decision = Order["decision"];
type BulkDecision = CallArgs<"reviews.preview">["body"]["decision"];
type Filter = NonNullable<CallArgs<"reviews.take">["body"]["filter"]>;

export const reviewUsage = `  review list [FILTER] [--limit N]
                     lists the answers that wait for a person, each with a name that says what was seen of it
  review show <name>
                     shows one with its whole answer: confidence, evidence, model
  review take [FILTER] [--limit N] | give-back
                     takes the next ones for ten minutes, so that nobody else decides about them
  review approve | reject | keep | pin <name>...
                     writes the answer; leaves the field as it is; keeps it as a person's; pins it
  review correct <name> --value TEXT | --blank
                     writes another value, as a person's
  review approve | reject | keep | pin --all [FILTER] [--yes SEEN]
                     the same for all that match: first a preview with its count, which says how to go on
  review pin-field | unpin-field <record> <field> [--seen TEXT]
                     pins or unpins a field where no answer waits; an unpin says what stands there
                     FILTER: --connection C, --object O, --field F, --reason CODE`;

const filterOptions = { connection: text, object: text, field: text, reason: text };

/** Undefined if it is written wrongly. */
export function parseReview([order, ...args]: readonly string[]): ClientCommand | undefined {
  switch (order) {
    case "list":
    case "take":
      return parseMany(order, args);
    case "show":
      return parseShow(args);
    case "give-back":
      return args.length > 0 ? undefined : giveBack;
    case "approve":
    case "reject":
    case "keep":
    case "pin":
      return args.includes("--all")
        ? parseBulk({ kind: order }, args)
        : parseNamed({ kind: order }, args);
    case "correct":
      return parseCorrect(args);
    case "pin-field":
    case "unpin-field":
      return parseField(order, args);
    default:
      return undefined;
  }
}

const giveBack: ClientCommand = async (client) =>
  `Gave back ${(await client.call("reviews.give-back", {})).givenBack}.`;

type Given = Partial<Record<keyof typeof filterOptions, string>>;

/** Undefined for a reason that there is not. */
function filterOf({ reason, ...rest }: Given): Filter | undefined {
  if (reason === undefined) return rest;
  const known = reasonCode.safeParse(reason);
  return known.success ? { ...rest, reason: known.data } : undefined;
}

function parseMany(order: "list" | "take", args: readonly string[]): ClientCommand | undefined {
  const given = parsed(args, { ...common, ...filterOptions, limit: text });
  if (!given || given.positionals.length > 0) return undefined;
  const { json, limit: most, ...rest } = given.values;
  const [limit, filter] = [countOf(most), filterOf(rest)];
  if (limit === null || filter === undefined) return undefined;
  return async (client) => {
    const reviews =
      order === "take"
        ? (await client.call("reviews.take", { body: { filter, limit } })).taken
        : (await client.call("reviews.list", { query: { ...filter, limit } })).rows;
    const named = reviews.map((review) => ({ ...review, name: nameOf(review) }));
    return json ? jsonText(named) : reviewsText(named);
  };
}

type Shown = Pick<Reply<"reviews.show">, "workId" | "field" | "generation" | "seenValue">;

/** Says which answer, and what stood in the CRM as it was shown. */
function nameOf({ workId, field, generation, seenValue }: Shown): string {
  return `${workId}.${field}.${generation}@${stableHash([seenValue]).slice(0, 8)}`;
}

function isName(name: string): boolean {
  return /^\d+\.\w+\.\d+@\w+$/.test(name);
}

function find(client: Client, name: string): Promise<Reply<"reviews.show">> {
  return client.call("reviews.show", { params: { id: name.replace(/@.*$/, "") } });
}

function parseShow(args: readonly string[]): ClientCommand | undefined {
  const given = parsed(args, common);
  const [name, ...rest] = given?.positionals ?? [];
  if (!given || name === undefined || !isName(name) || rest.length > 0) return undefined;
  return async (client) => {
    const review = await find(client, name);
    const shown = { ...review, name: nameOf(review) };
    return given.values.json ? jsonText(shown) : reviewText(shown);
  };
}

function parseNamed(decision: Decision, args: readonly string[]): ClientCommand | undefined {
  const given = parsed(args, { connection: text });
  const names = given?.positionals ?? [];
  if (names.length === 0 || names.some((name) => !isName(name))) return undefined;
  const connection = given?.values.connection;
  return async (client) => {
    const orders: Order[] = [];
    for (const name of names) {
      const { workId, field, generation, seenValue, ...rest } = await find(client, name);
      const seen = { workId, field, generation, seenValue };
      if (nameOf({ ...rest, ...seen }) !== name) throw changedSince(name);
      orders.push({ ...seen, decision });
    }
    const { outcomes } = await client.call("reviews.decide", { body: { connection, orders } });
    return outcomesText(outcomes);
  };
}

function changedSince(name: string): AppError {
  const message = `something else stands there since you looked: ${name}. npx fieldwork review list shows what waits`;
  return new AppError(message, { code: "request_invalid", retryable: false });
}

function parseCorrect(args: readonly string[]): ClientCommand | undefined {
  const given = parsed(args, { connection: text, value: text, blank: flag });
  const { connection, value, blank } = given?.values ?? {};
  if (given?.positionals.length !== 1 || (value === undefined) === !blank) return undefined;
  const on = connection === undefined ? [] : ["--connection", connection];
  return parseNamed({ kind: "correct", value: value ?? null }, [...given.positionals, ...on]);
}

function parseBulk(decision: BulkDecision, args: readonly string[]): ClientCommand | undefined {
  const given = parsed(args, { ...filterOptions, all: flag, yes: text });
  if (!given || given.positionals.length > 0) return undefined;
  const { all: _, yes: seen, ...rest } = given.values;
  const filter = filterOf(rest);
  if (filter === undefined) return undefined;
  const request = { filter, decision };
  return async (client) => {
    if (seen === undefined)
      return bulkText(decision.kind, await client.call("reviews.preview", { body: request }));
    const body = { ...request, seen };
    const { outcomes } = await client.call("reviews.decide-all", { body });
    const refused = outcomes.filter((one) => one.refused !== undefined).length;
    const placed = many(outcomes.length - refused, "field");
    return `Ordered ${placed}${refused > 0 ? `; ${refused} could not be decided` : ""}.`;
  };
}

function parseField(
  order: "pin-field" | "unpin-field",
  args: readonly string[],
): ClientCommand | undefined {
  const given = parsed(args, { seen: text });
  const [record, field, ...rest] = given?.positionals ?? [];
  const ref = record === undefined ? undefined : parseRecordKey(record);
  if (ref === undefined || field === undefined || rest.length > 0) return undefined;
  const seenValue = given?.values.seen ?? null;
  return async (client) => {
    const what =
      order === "pin-field" ? ({ kind: "pin" } as const) : ({ kind: "unpin", seenValue } as const);
    await client.call("fields.order", { body: { ref, field, order: what } });
    return `Ordered; npx fieldwork explain ${record} tells what became of it.`;
  };
}
