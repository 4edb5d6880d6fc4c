import type { Logger } from "@fieldwork/runtime";
import type { AdmissionSpend } from "./admission.ts";
import type { RunAdmissionScript } from "./admission-script.ts";
import type { ApplyingLimits } from "./limits-for.ts";

type LeasedFrom = ApplyingLimits & { provider: string };

interface HeldLease {
  of: LeasedFrom;
  expiresAtMs: number;
  /** Set once it has ended: Redis has not been told yet. */
  spend?: AdmissionSpend;
}

export interface HeldLeases {
  add(leaseId: string, of: LeasedFrom, expiresAtMs: number): void;
  /** Tells Redis, or remembers to. */
  end(leaseId: string, of: LeasedFrom, spend: AdmissionSpend): Promise<void>;
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
    const { kind, ended, durationMs } = spend;
    const used = kind === "used" ? [spend.inputTokens, spend.outputTokens] : [0, 0];
    await run("settle", of, [leaseId, kind, ...used, ended, durationMs]);
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
        logger.debug({ err }, "a settlement waits for Redis");
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
  const byKey = Map.groupBy(leases, ([, { of }]) => of.key);
  for (const group of byKey.values()) {
    const of = group[0]?.[1].of;
    if (!of) continue;
    await run(
      "restore",
      of,
      group.flatMap(([leaseId, { expiresAtMs }]) => [expiresAtMs, leaseId]),
    );
  }
}
