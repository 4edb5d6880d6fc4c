import type { FieldValues, ObjectName } from "@fieldwork/contracts";
import type { Logger } from "@fieldwork/runtime";
import type { MappedActivity } from "./activity-kinds.ts";
import { composeActivities } from "./compose-activities.ts";
import type { CrmActivities } from "./crm-activities.ts";
import { createUnlessHidden } from "./unless-hidden.ts";

export interface ContextReaderDeps {
  connection: string;
  activities: CrmActivities;
  /** The fields of an object that somebody reads: nothing is called for any other. */
  wants(object: ObjectName): ReadonlySet<string>;
  logger: Logger;
}

export interface ContextReader {
  /** The kinds of an object that somebody reads. */
  wantedOf(object: ObjectName): readonly MappedActivity[];
  /** What there is to add to each record; a kind that is hidden from us is absent. */
  read(
    object: ObjectName,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<(id: string) => FieldValues>;
}

export function createContextReader(deps: ContextReaderDeps): ContextReader {
  const { connection, activities, wants, logger } = deps;
  const unlessHidden = createUnlessHidden(connection, logger);

  function wantedOf(object: ObjectName): readonly MappedActivity[] {
    const names = wants(object);
    return names.size === 0 ? [] : activities.of(object).filter(({ field }) => names.has(field));
  }
  return {
    wantedOf,
    async read(object, ids, signal) {
      const found: { activity: MappedActivity; recent: Recent }[] = [];
      for (const activity of ids.length === 0 ? [] : wantedOf(object)) {
        const ask = { object, activity, ids };
        const recent = await unlessHidden({ object, kind: activity.kind }, () =>
          activities.readRecent(ask, signal),
        );
        if (recent !== undefined) found.push({ activity, recent });
      }
      return (id) =>
        Object.fromEntries(
          found.map(({ activity, recent }) => [
            activity.field,
            composeActivities(recent.get(id) ?? [], activity),
          ]),
        );
    },
  };
}

type Recent = Awaited<ReturnType<CrmActivities["readRecent"]>>;
