import type { WriteSafety } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import type { Db } from "@fieldwork/store";
import {
  type ConnectionTest,
  listConnectionTests,
  orderConnectionTest,
} from "@fieldwork/store/connection-tests";
import { listReadObjects, listResting, type ReadObject } from "@fieldwork/store/reading";
import {
  listConnectionTerms,
  listWriteWindows,
  type SeenConnectionTerms,
  type WriteWindow,
} from "@fieldwork/store/terms";
import type { Actor, OrderDeps } from "../orders.ts";
import { limitsOf, type ShownLimit } from "./limits-of.ts";

export interface ShownConnection {
  connection: string;
  objects: string[];
  rest: { reason: string; until: Date } | null;
  quota: {
    used: number;
    limit: number | null;
    floorPercent: number | null;
    seenAt: Date;
  } | null;
  limits: ShownLimit[];
  writes: { mode: WriteSafety; jobsFrom: number | null } | null;
  writeWindow: { batches: number; p50Ms: number; p99Ms: number } | null;
  test: Omit<ConnectionTest, "connection"> | null;
}

/** Every connection that has been read or tested, by its name. */
export async function listConnections(reader: Pick<Db, "query">): Promise<ShownConnection[]> {
  const [read, resting, terms, windows, tests] = await Promise.all([
    listReadObjects(reader),
    listResting(reader),
    listConnectionTerms(reader),
    listWriteWindows(reader),
    listConnectionTests(reader),
  ]);
  return connectionsOf({ read, resting, terms, windows, tests });
}

interface Known {
  read: readonly ReadObject[];
  resting: readonly { connection: string; reason: string; until: Date }[];
  terms: readonly SeenConnectionTerms[];
  windows?: readonly WriteWindow[];
  tests: readonly ConnectionTest[];
}

/** Pure. */
export function connectionsOf({
  read,
  resting,
  terms,
  windows = [],
  tests,
}: Known): ShownConnection[] {
  const all = [...read, ...terms, ...tests].map(({ connection }) => connection);
  return [...new Set(all)].toSorted().map((connection) => {
    const of = <One extends { connection: string }>(some: readonly One[]) =>
      some.find((one) => one.connection === connection);
    const [rest, known, test] = [of(resting), of(terms), of(tests)];
    const { batches, p50Ms, p99Ms } = of(windows) ?? { batches: 0, p50Ms: 0, p99Ms: 0 };
    return {
      connection,
      objects: read.filter((one) => one.connection === connection).map(({ object }) => object),
      rest: rest ? { reason: rest.reason, until: rest.until } : null,
      quota:
        known && known.quotaUsed !== null
          ? {
              ...{ used: known.quotaUsed, limit: known.quotaLimit, seenAt: known.seenAt },
              floorPercent: known.quotaFloorPercent,
            }
          : null,
      limits: known ? limitsOf(known) : [],
      writes: known?.writes ? { mode: known.writes, jobsFrom: known.jobsFrom } : null,
      writeWindow: batches === 0 ? null : { batches, p50Ms, p99Ms },
      test: test ? withoutName(test) : null,
    };
  });
}

function withoutName({ connection: _, ...test }: ConnectionTest): ShownConnection["test"] {
  return test;
}

/**
 * Has a connection tested by the connector, which holds its secrets: the reply does not wait for it.
 *
 * @throws AppError `not_found` for a connection of which nothing is known.
 */
export async function testConnectionByOrder(
  { database, reader, audit }: OrderDeps,
  actor: Actor,
  connection: string,
): Promise<{ ordered: true }> {
  const known = await listConnections(reader);
  if (!known.some((one) => one.connection === connection))
    throw new AppError(`there is no connection ${connection}`, {
      code: "not_found",
      retryable: false,
    });
  return database.transaction(async (tx) => {
    await orderConnectionTest(tx, { connection, orderedBy: actor.name });
    const subject = `connections/${connection}`;
    await audit(tx, { actor, order: "connections.test", subject, before: null, after: null });
    return { ordered: true };
  });
}
