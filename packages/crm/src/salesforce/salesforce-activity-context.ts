import type { ActivityKind } from "../activities/activity-kinds.ts";
import type { UnlessHidden } from "../activities/unless-hidden.ts";
import { CrmError } from "../crm-error.ts";
import type { SalesforceContext } from "./salesforce-context.ts";

/** What the readers of activities share: Salesforce keeps a kind in several objects, and may hide each. */
export interface SalesforceActivityContext extends SalesforceContext {
  unlessHidden: UnlessHidden;
}

/** A kind is hidden from us where every object that holds it is. */
export function allHidden(kind: ActivityKind, types: readonly string[]): CrmError {
  return new CrmError(`Salesforce hides ${types.join(" and ")}, where it keeps ${kind}`, {
    reason: "not-permitted",
    outcome: "rejected",
  });
}
