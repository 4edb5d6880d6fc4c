import type { Reply } from "@fieldwork/contracts/client";
import { type Reason, reasonText } from "@fieldwork/contracts/page";
import type { LinkProps } from "@tanstack/react-router";
import { constraintTexts as told } from "../../texts/constraints.ts";
import { secondsText } from "../../ui/money.ts";
import { exactTime } from "../../ui/time.tsx";

export type Constraint = NonNullable<Reply<"freshness.list">["enrichments"][number]["constraint"]>;

/** What changes wait for, after "they wait for". */
export function constraintText(constraint: Constraint): string {
  switch (constraint.name) {
    case "lane": {
      const why = reasonText({ code: constraint.reason as Reason["code"], detail: null });
      return told.lane(constraint.lane, exactTime(constraint.until), why);
    }
    case "crm-quota":
      return told.connection(constraint.connection, exactTime(constraint.until), constraint.reason);
    case "log-lag":
      return told.log(secondsText(constraint.delayMs));
    default:
      return told[constraint.name];
  }
}

const sections = {
  ...{ hold: "holds", budget: "budgets", lane: "lanes", models: "models" },
  ...{ "crm-quota": "connections", writer: "connections", "log-lag": "log" },
} as const;

/** Where it stands with its figures and its orders. */
export function constraintPlace({ name }: Constraint): Pick<LinkProps, "to" | "hash"> {
  return name === "review" ? { to: "/reviews" } : { to: "/operations", hash: sections[name] };
}
