import { type RecordRef, recordKey } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import {
  type KnownLink,
  type LinkOrder,
  orderCompanyLink,
  orderedPair,
} from "@fieldwork/store/company-links";
import { findCompanyLinks } from "@fieldwork/store/reading";
import type { Actor, OrderDeps } from "../orders.ts";

export interface LinkRequest {
  one: RecordRef;
  other: RecordRef;
  order: "confirm" | "refuse" | "leave-to-rules";
}

const orders = {
  confirm: "confirmed",
  refuse: "refused",
  "leave-to-rules": null,
} as const satisfies Record<LinkRequest["order"], LinkOrder | null>;

/**
 * Has two records be one company, or two, as a person says. It stands, whatever the rules find later; what
 * was answered or written before stays.
 *
 * @throws AppError `request_invalid` for records that cannot be linked; `not_found` to leave a pair to the
 * rules that nobody has ordered anything of.
 */
export async function orderLink(
  { database, audit }: Omit<OrderDeps, "reader">,
  actor: Actor,
  { one, other, order }: LinkRequest,
): Promise<{ state: "linked" | "doubtful" | "apart" | "confirmed" | "refused" | null }> {
  checkPair(one, other);
  const pair = orderedPair(one, other);
  const ordered = orders[order];
  return database.transaction(async (tx) => {
    const before = await orderCompanyLink(tx, { pair, ordered, by: actor.name });
    if (ordered === null && !before?.ordered) throw nothingOrdered(pair);
    await audit(tx, {
      ...{ actor, order: `company-links.${order}` },
      subject: `company-links/${pair.map(recordKey).join("/")}`,
      ...{ before: before ? stateOf(before) : null, after: { ordered } },
    });
    const links = await findCompanyLinks(tx, one);
    const link = links.find((known) =>
      [known.ref, known.other].some((ref) => recordKey(ref) === recordKey(other)),
    );
    return { state: link?.state ?? null };
  });
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
