import type { FieldValues, ObjectName } from "@fieldwork/contracts";
import type { Logger } from "@fieldwork/runtime";
import { isHiddenFromUs } from "../crm-error.ts";
import type { ActivityKind, MappedActivity } from "./activity-kinds.ts";
import { composeActivities } from "./compose-activities.ts";
import type { CrmActivities } from "./crm-activities.ts";

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

/** How long a kind that was hidden from us is not asked for again. */
const hiddenForMs = 5 * 60_000;

export function createContextReader(deps: ContextReaderDeps): ContextReader {
  const { connection, activities, wants, logger } = deps;
  const hiddenUntil = new Map<string, number>();

  function wantedOf(object: ObjectName): readonly MappedActivity[] {
    const names = wants(object);
    return names.size === 0 ? [] : activities.of(object).filter(({ field }) => names.has(field));
  }
  async function unlessHidden<T>(
    object: ObjectName,
    kind: ActivityKind,
    call: () => Promise<T>,
  ): Promise<T | undefined> {
    const key = `${object} ${kind}`;
    if ((hiddenUntil.get(key) ?? 0) > performance.now()) return undefined;
    try {
      const found = await call();
      hiddenUntil.delete(key);
      return found;
    } catch (error) {
      if (!isHiddenFromUs(error)) throw error;
      if (!hiddenUntil.has(key)) {
        logger.warn({ connection, object, kind, err: error }, "activities are hidden from us");
      }
      hiddenUntil.set(key, performance.now() + hiddenForMs);
      return undefined;
    }
  }
  return {
    wantedOf,
    async read(object, ids, signal) {
      const found: { activity: MappedActivity; recent: Recent }[] = [];
      for (const activity of ids.length === 0 ? [] : wantedOf(object)) {
        const ask = { object, activity, ids };
        const recent = await unlessHidden(object, activity.kind, () =>
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
