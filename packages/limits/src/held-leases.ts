import type { Logger } from "@fieldwork/runtime";
import type { AdmissionSpend } from "./admission.ts";
import type { RunAdmissionScript } from "./admission-script.ts";
import { usedUnits } from "./metered-amounts.ts";
import type { ApplyingRules } from "./rules.ts";

interface HeldLease {
  of: ApplyingRules;
  expiresAtMs: number;
  /** Set once it has ended: Redis has not been told yet. */
  spend?: AdmissionSpend;
}

export interface HeldLeases {
  add(leaseId: string, of: ApplyingRules, expiresAtMs: number): void;
  /** Tells Redis, or remembers to. */
  end(leaseId: string, of: ApplyingRules, spend: AdmissionSpend): Promise<void>;
  /** Redis is back, perhaps without its data. */
  tellAll(): Promise<void>;
}

/** The leases of this process that Redis knows of, or may. */
export function createHeldLeases({
  run,
  logger,
}: {
  run: RunAdmissionScript;
  logger: Logger;
}): HeldLeases {
  const held = new Map<string, HeldLease>();

  async function tellSpend(leaseId: string, { of, spend }: HeldLease): Promise<void> {
    if (!spend) return;
    const { ended, durationMs } = spend;
    await run({
      ...of,
      kind: "settle",
      amountOf: ({ unit }) => usedUnits(spend, unit),
      args: [leaseId, ended, durationMs],
    });
    held.delete(leaseId);
  }

  return {
    add(leaseId, of, expiresAtMs) {
      held.set(leaseId, { of, expiresAtMs });
    },
    async end(leaseId, of, spend) {
      const lease = held.get(leaseId) ?? { of, expiresAtMs: 0 };
      held.set(leaseId, lease);
      lease.spend ??= spend;
      try {
        await tellSpend(leaseId, lease);
      } catch (err) {
        logger.debug({ err }, "a settlement is waiting for Redis");
      }
    },
    async tellAll() {
      const running = [...held].filter(([, { spend }]) => spend === undefined);
      const ended = [...held].map(([leaseId, lease]) => tellSpend(leaseId, lease));
      await Promise.all([restorePlaces(run, running), ...ended]);
    },
  };
}

/** Claims again the places that a Redis without its data has forgotten. */
async function restorePlaces(
  run: RunAdmissionScript,
  leases: readonly [string, HeldLease][],
): Promise<void> {
  const byScopes = Map.groupBy(leases, ([, { of }]) => of.scopes.join(" "));
  for (const group of byScopes.values()) {
    const of = group[0]?.[1].of;
    if (!of) continue;
    const held = group.flatMap(([leaseId, { expiresAtMs }]) => [expiresAtMs, leaseId]);
    await run({ ...of, kind: "restore", args: [group.length, ...held] });
  }
}
