import { createTicker, type Logger, type Service } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { leaseParents, releaseParents, renewParents } from "@fieldwork/store/parents";

/** The parents under which this process writes: no other batch, of any process, writes under the same one. */
export interface ParentLeases extends Service {
  /** Leases what is free, until `release`, and returns it. */
  take(ask: ParentsOfBatch): Promise<ReadonlySet<string>>;
  /** Never rejects. */
  release(token: string): Promise<void>;
}

export interface ParentsOfBatch {
  connection: string;
  parentIds: readonly string[];
  /** Of the batch's claim. */
  token: string;
}

/** A batch whose records have no parents costs nothing here. */
export function createParentLeases({
  database,
  leaseMs,
  logger,
}: {
  database: Database;
  leaseMs: number;
  logger: Logger;
}): ParentLeases {
  const held = new Set<string>();
  const ticker = createTicker({
    name: "parent leases",
    logger,
    async tick() {
      if (held.size > 0) await renewParents(database, { tokens: [...held], leaseMs });
      return leaseMs / 3;
    },
  });
  return {
    ...ticker,
    async take({ connection, parentIds, token }) {
      if (parentIds.length === 0) return new Set();
      held.add(token);
      return new Set(await leaseParents(database, { connection, parentIds, token, leaseMs }));
    },
    async release(token) {
      if (!held.delete(token)) return;
      await releaseParents(database, token).catch((err: unknown) =>
        logger.warn({ err }, "parents could not be released; their lease ends by itself"),
      );
    },
  };
}
