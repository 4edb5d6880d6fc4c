import type { PlannedCompany, StockholmPlan } from "./plan-stockholm.ts";

/** So many records of a plan: companies with those who work there, from both CRMs in turn. */
export function firstRecords(plan: StockholmPlan, records: number): StockholmPlan {
  const first: StockholmPlan = { salesforce: [], hubspot: [] };
  let left = records;
  const take = (from: readonly PlannedCompany[], into: PlannedCompany[], index: number) => {
    const company = from[index];
    if (company === undefined || left === 0) return;
    const contacts = company.contacts.slice(0, left - 1);
    into.push({ ...company, contacts });
    left -= 1 + contacts.length;
  };
  const companies = Math.max(plan.salesforce.length, plan.hubspot.length);
  for (let index = 0; index < companies && left > 0; index++) {
    take(plan.salesforce, first.salesforce, index);
    take(plan.hubspot, first.hubspot, index);
  }
  return first;
}
