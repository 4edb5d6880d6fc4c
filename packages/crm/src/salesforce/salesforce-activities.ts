import type { ActivityKind } from "../activities/activity-kinds.ts";
import type { CrmActivities, ShownAsk } from "../activities/crm-activities.ts";
import { createUnlessHidden } from "../activities/unless-hidden.ts";
import { isHiddenFromUs } from "../crm-error.ts";
import { type Mapping, objectsOf } from "../mapping/mapping.ts";
import { allHidden, type SalesforceActivityContext } from "./salesforce-activity-context.ts";
import { salesforceActivities } from "./salesforce-activity-kinds.ts";
import type { SalesforceContext } from "./salesforce-context.ts";
import { readSalesforceRecent } from "./salesforce-recent.ts";
import { describeObject } from "./salesforce-schema.ts";
import { readSalesforceTouched } from "./salesforce-touched.ts";

export function createSalesforceActivities(
  given: SalesforceContext,
  mapping: Mapping,
): CrmActivities {
  const mapped = objectsOf(mapping, ({ activities }) => activities);
  const unlessHidden = createUnlessHidden(given.connection, given.logger);
  const context: SalesforceActivityContext = { ...given, unlessHidden };
  return {
    of: mapped,
    readRecent: (ask, signal) => readSalesforceRecent(context, ask, signal),
    readTouched: (ask, signal) => readSalesforceTouched(context, ask, signal),
    checkShown: (ask, signal) => checkShown(context, ask, signal),
  };
}

async function checkShown(
  { client, objectOf }: SalesforceContext,
  { object, kind }: ShownAsk,
  signal: AbortSignal,
): Promise<string[]> {
  const needed = typesOf(kind, objectOf(object).type);
  const hidden: string[] = [];
  for (const types of needed) {
    try {
      for (const type of types) await describeObject(client, { type }, signal);
    } catch (error) {
      if (!isHiddenFromUs(error)) throw error;
      hidden.push(types[0]);
    }
  }
  if (hidden.length === needed.length) throw allHidden(kind, hidden);
  return hidden;
}

/** What has to be shown to us of each object that holds a record's activities: it, and what links it. */
function typesOf(kind: ActivityKind, ofType: string): [string, ...string[]][] {
  return salesforceActivities[kind].flatMap(({ type, links, pathFrom }) => {
    const path = pathFrom(ofType);
    if (path === undefined) return [];
    return [path.holds === "links" && links !== undefined ? [type, links.type] : [type]];
  });
}
