import { createTicker, type Logger, type Service } from "@fieldwork/runtime";
import { type Area, findMarks, type Reader } from "@fieldwork/store/reading";

/** Tells streams what has changed, by looking once a second for all of them together. */
export interface Changes extends Service {
  /**
   * Until the returned function is called. Whoever follows has read what they know some time before: they are told what
   * has changed since, or everything where nobody has looked.
   */
  follow(tell: (areas: readonly Area[]) => void): () => void;
}

const lookEveryMs = 1000;
/** At most so long before it follows a page has read what it shows. */
const recentMs = 15_000;
/** So long it looks on when nobody follows, so that a page that is loaded again need not read everything twice. */
const lingerMs = 60_000;

export function createChanges({
  reader,
  logger,
}: {
  reader: Pick<Reader, "query">;
  logger: Logger;
}): Changes {
  const followers = new Set<(areas: readonly Area[]) => void>();
  const changedAt = new Map<Area, number>();
  let last: Record<Area, string> | undefined;
  let followedAt = 0;
  async function look(): Promise<void> {
    const marks = await findMarks(reader);
    const areas = changedAreas(last, marks);
    last = marks;
    for (const area of areas) changedAt.set(area, performance.now());
    if (areas.length > 0) for (const tell of followers) tell(areas);
  }
  const ticker = createTicker({
    name: "changes",
    logger,
    async tick() {
      if (followers.size > 0) followedAt = performance.now();
      if (followedAt > 0 && performance.now() - followedAt < lingerMs) await look();
      else last = undefined;
      return lookEveryMs;
    },
  });
  return {
    name: ticker.name,
    start: ticker.start,
    stop: ticker.stop,
    follow(tell) {
      followers.add(tell);
      const since = performance.now() - recentMs;
      const areas = [...changedAt.keys()].filter((area) => (changedAt.get(area) ?? 0) > since);
      if (last !== undefined && areas.length > 0) tell(areas);
      return () => void followers.delete(tell);
    },
  };
}

/** Pure. */
function changedAreas(before: Record<Area, string> | undefined, now: Record<Area, string>): Area[] {
  const areas = Object.keys(now) as Area[];
  return areas.filter((area) => before?.[area] !== now[area]);
}
