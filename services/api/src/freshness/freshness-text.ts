import type { Constraint } from "./judge-freshness.ts";
import type { ShownFreshness } from "./show-freshness.ts";

/** One line for people. Pure. */
export function freshnessText({
  enrichment,
  objective,
  burn,
  isMissed,
  overdue,
  constraint,
}: ShownFreshness): string {
  const share = `${Math.round(objective.share * 1000) / 10} % within ${objective.within}`;
  const kept = isMissed ? "missed now" : "kept";
  const burnt = `burn ${rate(burn.short)} in 5 min, ${rate(burn.long)} in 1 h`;
  const why = constraint === null ? "" : `; it waits for ${constraintText(constraint)}`;
  return `${enrichment}: ${share} is ${kept}, ${burnt}, ${overdue} overdue${why}`;
}

/** Pure. */
export function constraintText(constraint: Constraint): string {
  switch (constraint.name) {
    case "hold":
      return "a hold to be lifted: npx fieldwork hold";
    case "budget":
      return "money: npx fieldwork budget";
    case "lane":
      return `${constraint.lane}, closed until ${constraint.until} (${constraint.reason})`;
    case "models":
      return "the models, which are slower than the changes come";
    case "crm-quota":
      return `${constraint.connection}, left alone until ${constraint.until} (${constraint.reason})`;
    case "writer":
      return "the writer";
    case "review":
      return "a person: npx fieldwork review list";
    case "log-lag":
      return `the planner, ${Math.round(constraint.delayMs / 1000)} s behind what is read`;
    default:
      return constraint satisfies never;
  }
}

function rate(burn: number | null): string {
  return burn === null ? "–" : burn.toFixed(1);
}
