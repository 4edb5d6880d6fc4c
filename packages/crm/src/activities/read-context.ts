import type { FieldValues, ObjectName } from "@fieldwork/contracts";
import type { Logger } from "@fieldwork/runtime";
import type { ActivityKind, MappedActivity } from "./activity-kinds.ts";
import { composeActivities, newestActivities, type ShownActivity } from "./compose-activities.ts";
import type { CrmActivities } from "./crm-activities.ts";
import { createUnlessHidden } from "./unless-hidden.ts";

export interface ContextReaderDeps {
  connection: string;
  activities: CrmActivities;
  /** The fields of an object that somebody reads: nothing is called for any other. */
  wants(object: ObjectName): ReadonlySet<string>;
  logger: Logger;
}

/** Of a kind, the activities that a record shows. */
export interface ShownOfKind {
  kind: ActivityKind;
  activityIds: readonly string[];
}

/** What there is to add to a record, and what of it that is. */
export interface RecordContext {
  fields: FieldValues;
  shown: readonly ShownOfKind[];
}

export interface ContextReader {
  /** The kinds of an object that somebody reads. */
  wantedOf(object: ObjectName): readonly MappedActivity[];
  /** Of each record; a kind that is hidden from us is absent. */
  read(
    object: ObjectName,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<(id: string) => RecordContext>;
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
      const found: Found[] = [];
      for (const activity of ids.length === 0 ? [] : wantedOf(object)) {
        const ask = { object, activity, ids };
        const recent = await unlessHidden({ object, kind: activity.kind }, () =>
          activities.readRecent(ask, signal),
        );
        if (recent === undefined) continue;
        const shown = ids.map(
          (id) => [id, newestActivities(recent.get(id) ?? [], activity)] as const,
        );
        found.push({ activity, shown: new Map(shown) });
      }
      return (id) => contextOf(found, id);
    },
  };
}

interface Found {
  activity: MappedActivity;
  shown: ReadonlyMap<string, readonly ShownActivity[]>;
}

function contextOf(found: readonly Found[], id: string): RecordContext {
  const all = found.map(({ activity, shown }) => ({ ...activity, some: shown.get(id) ?? [] }));
  return {
    fields: Object.fromEntries(all.map(({ field, some }) => [field, composeActivities(some)])),
    shown: all.map(({ kind, some }) => ({ kind, activityIds: some.map((one) => one.id) })),
  };
}
