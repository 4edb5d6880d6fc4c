import type { ObjectName } from "@fieldwork/contracts";
import {
  type ActivityKind,
  activityFields,
  type Cursor,
  createUnlessHidden,
  isResting,
} from "@fieldwork/crm";
import { createTicker, type Service } from "@fieldwork/runtime";
import { createRoleKeeper, findCursor, saveCursor } from "@fieldwork/store";
import { keepHints } from "@fieldwork/store/hints";
import { nextPollMs } from "../next-poll.ts";
import { createHintedReads, type HintedReadsDeps } from "../webhooks/read-hints.ts";
import { wantedKinds } from "./wanted-kinds.ts";

export interface FollowActivitiesDeps extends HintedReadsDeps {
  /** Unique among the connectors on one store. */
  holder: string;
  everyMs: number;
}

const takeOverMs = 100;
const lookAgainMs = 5000;
const longestBackoffMs = 60_000;

/**
 * Follows what people log on records: a new or edited note, e-mail, call or task is a hint to read the
 * record that it belongs to, and nothing else. Where each scan goes on is saved once its hints are kept.
 */
export function createActivityFollower(deps: FollowActivitiesDeps): Service {
  const { adapter, database, everyMs, leaseMs, logger, wants } = deps;
  const { connection, activities } = adapter;
  const reader = { role: `read activities ${connection}`, holder: deps.holder };
  const role = createRoleKeeper({ database, claim: reader, leaseMs, logger });
  const reads = createHintedReads(deps);
  const unlessHidden = createUnlessHidden(connection, logger);

  async function scan(kind: ActivityKind, objects: ObjectName[], signal: AbortSignal) {
    const object = activityFields[kind];
    const cursor = await findCursor<Cursor>(database, connection, object);
    const pages = activities?.readTouched({ kind, objects, cursor }, signal) ?? [];
    for await (const page of pages) {
      const hints = page.touched.map(({ ref, atMs }) => ({ ref, atMs, isBulk: false }));
      await keepHints(
        database,
        hints.map((hint) => ({ ...hint, kind: "changed" as const })),
      );
      if (!(await saveCursor(database, { connection, object, cursor: page.cursor, reader })))
        return;
      if (hints.length > 0) reads.wake();
    }
  }

  const following = createTicker({
    name: reader.role,
    logger,
    longestBackoffMs,
    async tick(signal) {
      if (!role.isHeld()) return takeOverMs;
      try {
        for (const [kind, objects] of wantedKinds(adapter, wants)) {
          await unlessHidden({ kind }, () => scan(kind, objects, signal));
        }
        return nextPollMs({
          ...{ everyMs, quietScans: Number.POSITIVE_INFINITY },
          quota: adapter.quota(),
        });
      } catch (error) {
        if (isResting(error)) return Math.min(error.retryAfterMs ?? 0, lookAgainMs);
        throw error;
      }
    },
  });
  return {
    name: reader.role,
    async start() {
      await role.start();
      await reads.start();
      await following.start();
    },
    async stop() {
      await Promise.all([following.stop(), reads.stop()]);
      await role.stop();
    },
  };
}
