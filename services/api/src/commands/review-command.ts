import { reasonCode } from "@fieldwork/contracts";
import { AppError, stableHash } from "@fieldwork/runtime";
import {
  findReviewedAnswer,
  findReviews,
  listOpenReviews,
  type OpenReview,
  type ReviewFilter,
  type ReviewKey,
} from "@fieldwork/store";
import { findRef } from "../find-ref.ts";
import type { OpenStore } from "../open-store.ts";
import { type BulkDecision, decideInBulk, previewBulk } from "../reviews/bulk.ts";
import { decideReviews, type ReviewOutcome } from "../reviews/decide-reviews.ts";
import { orderField } from "../reviews/order-field.ts";
import type { ReviewDecision } from "../reviews/plan-decision.ts";
import { giveBack, takeNextReviews } from "../reviews/take.ts";
import {
  type Command,
  commandActor,
  common,
  countOf,
  flag,
  jsonText,
  many,
  orderDeps,
  parsed,
  text,
} from "./command.ts";
import { bulkText, outcomesText, reviewsText, reviewText } from "./review-text.ts";

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
                     FILTER: --connection C, --object O, --field F, --enrichment E, --reason CODE`;

const filterOptions = {
  connection: text,
  object: text,
  field: text,
  enrichment: text,
  reason: text,
};
const defaultMany = 20;

/** Undefined if it is written wrongly. */
export function parseReview([order, ...args]: readonly string[]): Command | undefined {
  switch (order) {
    case "list":
    case "take":
      return parseMany(order, args);
    case "show":
      return parseShow(args);
    case "give-back":
      return args.length > 0
        ? undefined
        : async (store) => `Gave back ${(await giveBack(store, commandActor())).givenBack}.`;
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

type Given = Partial<Record<keyof typeof filterOptions, string>>;

/** Undefined for a reason that there is not. */
function filterOf({ reason, ...rest }: Given): ReviewFilter | undefined {
  if (reason === undefined) return rest;
  const known = reasonCode.safeParse(reason);
  return known.success ? { ...rest, reason: known.data } : undefined;
}

function parseMany(order: "list" | "take", args: readonly string[]): Command | undefined {
  const given = parsed(args, { ...common, ...filterOptions, limit: text });
  if (!given || given.positionals.length > 0) return undefined;
  const { json, limit: most, ...rest } = given.values;
  const [limit, filter] = [countOf(most), filterOf(rest)];
  if (limit === null || filter === undefined) return undefined;
  return async (store) => {
    const actor = commandActor();
    const taken = order === "take" && (await takeNextReviews(store, actor, { filter, limit }));
    const open = await listOpenReviews(
      store.reader,
      filter,
      taken ? 10_000 : (limit ?? defaultMany),
    );
    const shown = taken ? open.filter(({ leaseHolder }) => leaseHolder === actor.id) : open;
    const named = shown.map((review) => ({ name: nameOf(review), ...review }));
    return json ? jsonText(named) : reviewsText(named);
  };
}

function parseShow(args: readonly string[]): Command | undefined {
  const given = parsed(args, common);
  const [name, ...rest] = given?.positionals ?? [];
  if (!given || name === undefined || !isName(name) || rest.length > 0) return undefined;
  return async ({ reader }) => {
    const [review] = await findReviews(reader, [keyIn(name)]);
    if (!review) throw noLongerWaiting([name]);
    const answer = await findReviewedAnswer(reader, review);
    const shown = { name: nameOf(review), ...review, answer };
    return given.values.json ? jsonText(shown) : reviewText(shown);
  };
}

function isName(name: string): boolean {
  return /^\d+\/\w+\/\d+@\w+$/.test(name);
}

function noLongerWaiting(names: readonly string[]): AppError {
  const message = `decided already, or something else stands there since you looked: ${names.join(", ")}. npx fieldwork review list shows what waits`;
  return new AppError(message, { code: "request_invalid", retryable: false });
}

/** Says which answer, and what stood in the CRM as it was shown. */
export function nameOf({ workId, field, generation, seenValue }: Omit<OpenReview, "ref">): string {
  return `${workId}/${field}/${generation}@${stableHash([seenValue]).slice(0, 8)}`;
}

function parseNamed(decision: ReviewDecision, args: readonly string[]): Command | undefined {
  if (args.length === 0 || args.some((name) => !isName(name))) return undefined;
  return async (store) => outcomesText(await decideNamed(store, decision, args));
}

function keyIn(name: string): ReviewKey {
  const [workId = "", field = "", generation = ""] = name.replace(/@.*$/, "").split("/");
  return { workId, field, generation: Number(generation) };
}

async function decideNamed(
  store: OpenStore,
  decision: ReviewDecision,
  names: readonly string[],
): Promise<ReviewOutcome[]> {
  const found = await findReviews(store.reader, names.map(keyIn));
  const open = new Map(found.map((one) => [nameOf(one), one]));
  const missing = names.filter((name) => !open.has(name));
  if (missing.length > 0) throw noLongerWaiting(missing);
  const orders = names.flatMap((name) => {
    const review = open.get(name);
    if (!review) return [];
    const { workId, field, generation, seenValue } = review;
    return [{ workId, field, generation, seenValue, decision }];
  });
  return decideReviews(orderDeps(store), commandActor(), { orders });
}

function parseCorrect(args: readonly string[]): Command | undefined {
  const given = parsed(args, { value: text, blank: flag });
  const { value, blank } = given?.values ?? {};
  if (given?.positionals.length !== 1 || (value === undefined) === !blank) return undefined;
  return parseNamed({ kind: "correct", value: value ?? null }, given.positionals);
}

function parseBulk(decision: BulkDecision, args: readonly string[]): Command | undefined {
  const given = parsed(args, { ...filterOptions, all: flag, yes: text });
  if (!given || given.positionals.length > 0) return undefined;
  const { all: _, yes: seen, ...rest } = given.values;
  const filter = filterOf(rest);
  if (filter === undefined) return undefined;
  const request = { filter, decision };
  return async (store) => {
    const actor = commandActor();
    if (seen === undefined)
      return bulkText(decision, await previewBulk(store.reader, actor, request));
    const outcomes = await decideInBulk(orderDeps(store), actor, { ...request, seen });
    const placed = outcomes.filter((one) => "orderId" in one).length;
    const refused = outcomes.length - placed;
    return `Ordered ${many(placed, "field")}${refused > 0 ? `; ${refused} could not be decided` : ""}.`;
  };
}

function parseField(
  order: "pin-field" | "unpin-field",
  args: readonly string[],
): Command | undefined {
  const given = parsed(args, { seen: text });
  const [record, field, ...rest] = given?.positionals ?? [];
  if (record === undefined || field === undefined || rest.length > 0) return undefined;
  const seenValue = given?.values.seen ?? null;
  return async (store) => {
    const ref = await findRef(store.reader, record);
    const kind =
      order === "pin-field" ? ({ kind: "pin" } as const) : ({ kind: "unpin", seenValue } as const);
    await orderField(orderDeps(store), commandActor(), { ref, field, ...kind });
    return `Ordered; npx fieldwork explain ${record} tells what became of it.`;
  };
}
