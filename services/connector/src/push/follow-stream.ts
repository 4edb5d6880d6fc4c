import type { ObjectName } from "@fieldwork/contracts";
import { type CrmAdapter, isResting, type Pushed } from "@fieldwork/crm";
import { createTicker, type Logger, type Service } from "@fieldwork/runtime";
import { createRoleKeeper, type Database } from "@fieldwork/store";
import { findStreamPosition, keepHints, saveStreamPosition } from "@fieldwork/store/hints";
import { gapOrderer, orderReconciliation } from "@fieldwork/store/reconciliations";

export interface FollowStreamDeps {
  adapter: CrmAdapter;
  object: ObjectName;
  database: Database;
  /** Unique among the connectors on one store. */
  holder: string;
  leaseMs: number;
  /** Whether the object is enriched now. */
  isUsed(): boolean;
  /** Called once hints are kept. */
  onHints(): void;
  logger: Logger;
}

const takeOverMs = 1000;
const lookAgainMs = 5000;
const longestBackoffMs = 60_000;

/**
 * Listens to the CRM's stream of one object's changes: keeps what it hints at, and then where to go on.
 * Where the stream cannot say which records have changed, the object is compared as a whole. Polling goes
 * on beside it, so that what the stream loses costs time only.
 */
export function createStreamFollower(deps: FollowStreamDeps): Service {
  const { adapter, object, database, leaseMs, logger } = deps;
  const { connection } = adapter;
  const listener = { role: `listen ${connection}/${object}`, holder: deps.holder };
  const role = createRoleKeeper({ database, claim: listener, leaseMs, logger });

  const listening = createTicker({
    name: listener.role,
    logger,
    longestBackoffMs,
    async tick(signal) {
      if (!role.isHeld() || !deps.isUsed()) return takeOverMs;
      try {
        await listenWhile(role.isHeld, deps, signal);
        return takeOverMs;
      } catch (error) {
        if (isResting(error)) return Math.min(error.retryAfterMs ?? 0, lookAgainMs);
        if (signal.aborted) return 0;
        throw error;
      }
    },
  });
  return {
    name: listener.role,
    async start() {
      await role.start();
      await listening.start();
    },
    async stop() {
      await listening.stop();
      await role.stop();
    },
  };
}

async function listenWhile(
  isHeld: () => boolean,
  deps: FollowStreamDeps,
  signal: AbortSignal,
): Promise<void> {
  const { adapter, object, database } = deps;
  const { connection, listen } = adapter;
  if (listen === undefined) return;
  const position = await findStreamPosition(database, { connection, object });
  for await (const pushed of listen(object, position, signal)) {
    if (!isHeld()) return;
    await keep(deps, pushed);
  }
}

async function keep(
  { adapter, object, database, onHints, logger }: FollowStreamDeps,
  { hints, reconcile, position }: Pushed,
): Promise<void> {
  const { connection } = adapter;
  await keepHints(database, hints);
  if (hints.length > 0) onHints();
  if (reconcile !== null) {
    logger.warn(
      { connection, object, reconcile },
      "the stream has a gap: all records are compared",
    );
    const order = { connection, object, sample: null, endsAreConfirmed: false, gap: reconcile };
    await orderReconciliation(database, { ...order, orderedBy: gapOrderer });
  }
  await saveStreamPosition(database, { connection, object }, position);
}
