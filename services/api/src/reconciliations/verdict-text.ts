import { reasonText } from "@fieldwork/contracts";
import type { Reconciliation } from "@fieldwork/store/reconciliations";

type Verdict = Omit<Reconciliation, "orderedBy" | "orderedAt">;

/** What a comparison with the CRM came to, as it can be quoted. Pure. */
export function verdictText(one: Verdict): string {
  const { missing, stale, ended, state, checkedAt, reason } = one;
  const found = `${missing} missing, ${stale} stale, ${ended} ended unnoticed`;
  const of = `${one.lookedAt} looked at of ${one.knownCount ?? "those"} known`;
  const counts = one.crmCount === null ? "" : `; the CRM counts ${countText(one)}`;
  const when = checkedAt === null ? "under way" : `checked at ${checkedAt.toISOString()}`;
  const repaired = one.repaired === 0 ? "" : `; ${one.repaired} repaired`;
  const text = `${found}, ${when} (${of}${counts}${repaired})`;
  if (state === "failed")
    return `${text}: it failed, ${reason ? reasonText(reason) : "for no reason"}`;
  if (state !== "asks") return text;
  return `${text}: so many ends are not believed without you. If they are right, order it with --ends`;
}

const bounds = { exact: "", "at-least": "at least ", "at-most": "at most ", about: "about " };

function countText({ crmCount, crmCountIs }: Verdict): string {
  return `${crmCountIs === null ? "" : bounds[crmCountIs]}${crmCount}`;
}
