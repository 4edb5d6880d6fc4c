import { createTicker, type Logger, type Service } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import {
  findLeasedParents,
  findWrittenParents,
  leaseParents,
  releaseParents,
  renewParents,
} from "@fieldwork/store/parents";
import type { Place } from "./plan-parents.ts";

/** The parents under which this process writes: no other batch, of any process, writes them or under the same one. */
export interface ParentLeases extends Service {
  /** Renews what was leased with a claim, until `release`. */
  hold(token: string): void;
  /** Leases what is free, until `release`, and returns it. */
  take(ask: ParentsOfBatch): Promise<ReadonlySet<string>>;
  /** Never rejects. */
  release(token: string): Promise<void>;
}

export interface ParentsOfBatch {
  connection: string;
  parentIds: readonly string[];
  /** Those that were leased with the claim. */
  leased: ReadonlySet<string>;
  place: Place;
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
    hold: (token) => void held.add(token),
    async take({ connection, parentIds, leased, place, token }) {
      if (parentIds.length === 0) return new Set();
      // What is a parent itself is kept by its claim, which what is written under it looks at in its turn.
      if (place.isParent)
        return without(parentIds, await findLeasedParents(database, { connection, parentIds }));
      const others = parentIds.filter((id) => !leased.has(id));
      const ours = new Set(leased);
      if (others.length > 0) {
        held.add(token);
        const more = { connection, parentIds: others, token, leaseMs };
        for (const id of await leaseParents(database, more)) ours.add(id);
      }
      const asked = { connection, parentIds, objects: place.under };
      return without(
        ours,
        place.under.length === 0 ? [] : await findWrittenParents(database, asked),
      );
    },
    async release(token) {
      if (!held.delete(token)) return;
      await releaseParents(database, token).catch((err: unknown) =>
        logger.warn({ err }, "parents could not be released; their lease ends by itself"),
      );
    },
  };
}

function without(ids: Iterable<string>, others: readonly string[]): ReadonlySet<string> {
  return new Set(ids).difference(new Set(others));
}
