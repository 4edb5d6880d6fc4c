import { createTicker, type Logger, type Service } from "@fieldwork/runtime";
import type { Database } from "./database.ts";
import { leaveRole, type RoleClaim, takeRole } from "./role-leases.ts";

export interface RoleKeeper extends Service {
  /** False once the lease may have expired, also after this process was stopped for a while. */
  isHeld(): boolean;
}

/**
 * Plays a role while no other process does: takes it if it is free, and renews it three times in each
 * lease.
 */
export function createRoleKeeper({
  database,
  claim,
  leaseMs,
  logger,
}: {
  database: Database;
  claim: RoleClaim;
  leaseMs: number;
  logger: Logger;
}): RoleKeeper {
  let heldUntil = 0;
  const isHeld = () => performance.now() < heldUntil;
  const ticker = createTicker({
    name: `role ${claim.role}`,
    logger,
    async tick() {
      const askedAt = performance.now();
      const wasHeld = isHeld();
      const isTaken = await takeRole(database, { ...claim, leaseMs });
      heldUntil = isTaken ? askedAt + leaseMs : 0;
      if (isTaken !== wasHeld) {
        logger.info({ role: claim.role }, isTaken ? "role taken" : "another process has the role");
      }
      return leaseMs / 3;
    },
  });
  return {
    ...ticker,
    isHeld,
    async stop() {
      await ticker.stop();
      if (!isHeld()) return;
      heldUntil = 0;
      await leaveRole(database, claim).catch((err: unknown) => {
        logger.debug(
          { err, role: claim.role },
          "could not give up the role; it becomes free when its lease expires",
        );
      });
    },
  };
}
