import type { Logger } from "@fieldwork/runtime";
import type { AdmissionSpend } from "./admission.ts";
import type { RunAdmissionScript } from "./admission-script.ts";
import { usedUnits } from "./metered-amounts.ts";
import type { ApplyingRules, Scopes } from "./rules.ts";

interface HeldLease {
  scopes: Scopes;
  expiresAtMs: number;
  /** Set once it has ended, until Redis has been told. */
  spend?: AdmissionSpend;
}

export interface HeldLeases {
  add(leaseId: string, scopes: Scopes, expiresAtMs: number): void;
  /** Tells Redis, or remembers to. */
  end(leaseId: string, scopes: Scopes, spend: AdmissionSpend): Promise<void>;
  /** Redis is back, perhaps without its data. */
  resync(): Promise<void>;
}

/** The leases of this process that Redis knows of, or may. */
export function createHeldLeases({
  run,
  rulesFor,
  logger,
}: {
  run: RunAdmissionScript;
  /** As of the moment when Redis is told: days may have ended since the lease was given. */
  rulesFor(scopes: Scopes): ApplyingRules;
  logger: Logger;
}): HeldLeases {
  const held = new Map<string, HeldLease>();

  async function sendSpend(leaseId: string, { scopes, spend }: HeldLease): Promise<void> {
    if (!spend) return;
    const { ended, durationMs } = spend;
    await run({
      ...rulesFor(scopes),
      kind: "release",
      amountOf: ({ unit }) => usedUnits(spend, unit),
      args: [leaseId, ended, durationMs],
    });
    held.delete(leaseId);
  }

  return {
    add(leaseId, scopes, expiresAtMs) {
      held.set(leaseId, { scopes, expiresAtMs });
    },
    async end(leaseId, scopes, spend) {
      const lease = held.get(leaseId) ?? { scopes, expiresAtMs: 0 };
      held.set(leaseId, lease);
      lease.spend ??= spend;
      try {
        await sendSpend(leaseId, lease);
      } catch (err) {
        logger.debug({ err }, "a release is waiting for Redis");
      }
    },
    async resync() {
      const running = [...held].filter(([, { spend }]) => spend === undefined);
      const ended = [...held].map(([leaseId, lease]) => sendSpend(leaseId, lease));
      await Promise.all([restorePlaces({ run, rulesFor }, running), ...ended]);
    },
  };
}

/** Claims again the places that a Redis without its data has forgotten. */
async function restorePlaces(
  { run, rulesFor }: { run: RunAdmissionScript; rulesFor(scopes: Scopes): ApplyingRules },
  leases: readonly [string, HeldLease][],
): Promise<void> {
  const byScopes = Map.groupBy(leases, ([, { scopes }]) => scopes.join(" "));
  for (const group of byScopes.values()) {
    const scopes = group[0]?.[1].scopes;
    if (!scopes) continue;
    const held = group.flatMap(([leaseId, { expiresAtMs }]) => [expiresAtMs, leaseId]);
    await run({ ...rulesFor(scopes), kind: "restore", args: [group.length, ...held] });
  }
}
