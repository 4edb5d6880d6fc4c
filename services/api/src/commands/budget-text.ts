import { usdFromNano } from "@fieldwork/contracts";
import type { Reply } from "@fieldwork/contracts/client";
import { many } from "./command.ts";

type Budgets = Reply<"budgets.list">;
type Limit = Budgets["limits"][number];

/** What was spent, what is held and why, how to release it, and which limits people have set. Pure. */
export function budgetsText({ budgets, limits }: Budgets): string {
  const set = limits.filter(({ setBy }) => setBy !== null);
  const told = budgets.length === 0 ? ["No budget is set yet."] : budgets.map(budgetText);
  return [...told, ...set.map(limitText)].join("\n");
}

function budgetText({ scope, heldCalls, ...amounts }: Budgets["budgets"][number]): string {
  const limit = BigInt(amounts.limitNanoUsd);
  const charged = BigInt(amounts.chargedNanoUsd);
  const held = BigInt(amounts.heldNanoUsd);
  const lines = [
    `${scope}: ${usdText(charged)} of ${usdText(limit)} charged, ${usdText(limit - charged)} left`,
    `  spent or in flight  ${usdText(charged - held)}`,
    `  held                ${usdText(held)} for ${many(heldCalls, "call")} whose outcome is not known`,
  ];
  if (heldCalls === 0) return lines.join("\n");
  return [
    ...lines,
    "  What is held stays charged until the vendor proves less. Once its usage page shows that these calls",
    "  were not billed, npx fieldwork budget release --yes releases it.",
  ].join("\n");
}

function limitText({ setBy, until, limitNanoUsd, configuredNanoUsd, ...limit }: Limit): string {
  const then = configuredNanoUsd === null ? "no such budget" : usdText(BigInt(configuredNanoUsd));
  const time = until === null ? "for good" : `until ${until}`;
  return `${nameText(limit)} is set to ${usdText(BigInt(limitNanoUsd))} by ${setBy} ${time}; the configuration says ${then}`;
}

/** Such as `enrichment company-profile per day`. */
export function nameText({ of, name, per }: Pick<Limit, "of" | "name" | "per">): string {
  const which = name === null && of !== "total" ? "each " : "";
  return `${which}${[of, name].filter(Boolean).join(" ")}${per === "once" ? "" : ` per ${per}`}`;
}

export function usdText(nano: bigint): string {
  return `$${usdFromNano(nano).toFixed(6)}`;
}
