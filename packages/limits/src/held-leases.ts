import type { Logger } from "@fieldwork/runtime";
import type { AdmissionSpend } from "./admission.ts";
import type { RunAdmissionScript } from "./admission-script.ts";
import { usedUnits } from "./metered-amounts.ts";
import type { ApplyingRules, Scopes } from "./rules.ts";

interface HeldLease {
  scopes: Scopes;
  expiresAtMs: number;
  /** While it was given, there was a place for as many again. */
  isAmple: boolean;
  /** Set once it has ended, until Redis has been told. */
  spend?: AdmissionSpend;
}

export interface HeldLeases {
  add(leaseId: string, given: LeaseGiven): void;
  /** Tells Redis, or remembers to; soon, if somebody may wait for its place. */
  end(leaseId: string, ended: LeaseEnded): Promise<void>;
  /** Resolves once Redis has been told of all that have ended, or was not there to be told. */
  flush(): Promise<void>;
  /** Redis is back, perhaps without its data. */
  resync(): Promise<void>;
}

export interface LeaseGiven {
  scopes: Scopes;
  expiresAtMs: number;
  /** How many more calls the process may have under way; undefined: any number. */
  placesLeft: number | undefined;
}

export interface LeaseEnded {
  scopes: Scopes;
  spend: AdmissionSpend;
  isAwaited: boolean;
}

/** The leases of this process that Redis knows of, or may. */
export function createHeldLeases({
  run,
  rulesFor,
  releaseWithinMs,
  logger,
}: {
  run: RunAdmissionScript;
  /** As of the moment when Redis is told: days may have ended since the lease was given. */
  rulesFor(scopes: Scopes): ApplyingRules;
  /** So long the end of a lease waits for an admission to take it along, if its place is not needed. */
  releaseWithinMs: number;
  logger: Logger;
}): HeldLeases {
  const held = new Map<string, HeldLease>();
  const ending = new Set<Promise<void>>();

  async function sendSpend(
    leaseId: string,
    { scopes, spend }: HeldLease,
    withinMs = 0,
  ): Promise<void> {
    if (!spend) return;
    const { ended, durationMs } = spend;
    await run({
      ...rulesFor(scopes),
      ...{ kind: "release", withinMs },
      amountOf: ({ unit }) => usedUnits(spend, unit),
      args: [leaseId, ended, durationMs],
    });
    held.delete(leaseId);
  }

  async function tell(leaseId: string, lease: HeldLease, withinMs: number): Promise<void> {
    try {
      await sendSpend(leaseId, lease, withinMs);
    } catch (err) {
      logger.debug({ err }, "a release is waiting for Redis");
    }
  }

  return {
    add(leaseId, { scopes, expiresAtMs, placesLeft = Number.POSITIVE_INFINITY }) {
      held.set(leaseId, { scopes, expiresAtMs, isAmple: placesLeft > held.size });
    },
    async end(leaseId, { scopes, spend, isAwaited }) {
      const lease = held.get(leaseId) ?? { scopes, expiresAtMs: 0, isAmple: false };
      held.set(leaseId, lease);
      lease.spend ??= spend;
      const told = tell(leaseId, lease, isAwaited || !lease.isAmple ? 0 : releaseWithinMs);
      ending.add(told);
      await told;
      ending.delete(told);
    },
    async flush() {
      await Promise.all(ending);
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
