import { createTicker, type Logger, type Service } from "@fieldwork/runtime";
import { type Area, findMarks, type Reader } from "@fieldwork/store/reading";

/** Tells streams what has changed, by looking once a second for all of them together. */
export interface Changes extends Service {
  /** Until the returned function is called. */
  follow(tell: (areas: readonly Area[]) => void): () => void;
}

const lookEveryMs = 1000;

export function createChanges({
  reader,
  logger,
}: {
  reader: Pick<Reader, "query">;
  logger: Logger;
}): Changes {
  const followers = new Set<(areas: readonly Area[]) => void>();
  let last: Record<Area, string> | undefined;
  const ticker = createTicker({
    name: "changes",
    logger,
    async tick() {
      // Nobody looks, so what changes meanwhile need not be known.
      if (followers.size === 0) last = undefined;
      else {
        const marks = await findMarks(reader);
        const areas = changedAreas(last, marks);
        last = marks;
        if (areas.length > 0) for (const tell of followers) tell(areas);
      }
      return lookEveryMs;
    },
  });
  return {
    name: ticker.name,
    start: ticker.start,
    stop: ticker.stop,
    follow(tell) {
      followers.add(tell);
      return () => void followers.delete(tell);
    },
  };
}

/** Pure. */
function changedAreas(before: Record<Area, string> | undefined, now: Record<Area, string>): Area[] {
  if (before === undefined) return [];
  const areas = Object.keys(now) as Area[];
  return areas.filter((area) => before[area] !== now[area]);
}
