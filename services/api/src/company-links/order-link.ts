import { type RecordRef, recordKey } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import { signalWorkReady } from "@fieldwork/store";
import {
  type KnownLink,
  type LinkOrder,
  orderCompanyLink,
  orderedPair,
  wantApart,
} from "@fieldwork/store/company-links";
import { type CompanyLinkRow, findCompanyLinks } from "@fieldwork/store/reading";
import type { Actor, OrderDeps } from "../orders.ts";

export interface LinkRequest {
  one: RecordRef;
  other: RecordRef;
  order: "confirm" | "refuse" | "leave-to-rules";
}

export interface OrderedLink {
  /** Null: they are no longer linked. */
  state: CompanyLinkRow["state"] | null;
  /** How many questions are asked again. */
  askedAgain: number;
}

const orders = {
  confirm: "confirmed",
  refuse: "refused",
  "leave-to-rules": null,
} as const satisfies Record<LinkRequest["order"], LinkOrder | null>;

/**
 * Has two records be one company, or two, as a person says. It stands, whatever the rules find later. Of
 * two companies, the one that has the other's answer is asked for itself.
 *
 * @throws AppError `request_invalid` for records that cannot be linked; `not_found` to leave a pair to the
 * rules that nobody has ordered anything of.
 */
export async function orderLink(
  { database, audit }: Omit<OrderDeps, "reader">,
  actor: Actor,
  { one, other, order }: LinkRequest,
): Promise<OrderedLink> {
  checkPair(one, other);
  const pair = orderedPair(one, other);
  const ordered = orders[order];
  const done = await database.transaction(async (tx) => {
    const before = await orderCompanyLink(tx, { pair, ordered, by: actor.name });
    if (ordered === null && !before?.ordered) throw nothingOrdered(pair);
    const askedAgain = ordered === "refused" ? await wantApart(tx, pair) : 0;
    await audit(tx, {
      ...{ actor, order: `company-links.${order}` },
      subject: `company-links/${pair.map(recordKey).join("/")}`,
      ...{ before: before ? stateOf(before) : null, after: { ordered, askedAgain } },
    });
    const links = await findCompanyLinks(tx, one);
    const link = links.find((known) =>
      [known.ref, known.other].some((ref) => recordKey(ref) === recordKey(other)),
    );
    return { state: link?.state ?? null, askedAgain };
  });
  if (done.askedAgain > 0) await signalWorkReady(database);
  return done;
}

function stateOf({ verdict, ordered }: KnownLink): object {
  return { verdict, ordered };
}

function checkPair(one: RecordRef, other: RecordRef): void {
  const problem =
    one.object !== "company" || other.object !== "company"
      ? "only companies are linked"
      : one.connection === other.connection
        ? "records of one connection are not linked: merge them in the CRM"
        : undefined;
  if (problem === undefined) return;
  throw new AppError(problem, { code: "request_invalid", retryable: false });
}

function nothingOrdered(pair: readonly RecordRef[]): AppError {
  const message = `nobody has ordered anything of ${pair.map(recordKey).join(" and ")}`;
  return new AppError(message, { code: "not_found", retryable: false });
}
