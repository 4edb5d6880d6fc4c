import { createTicker, type Logger, type Service } from "@fieldwork/runtime";
import type { Claim } from "./claim.ts";
import type { Database } from "./database.ts";
import { renewClaims, type StandingClaim } from "./work-asking.ts";

export interface ClaimKeeper extends Service {
  /** Renews the claim until `release`; the signal fires once it is known to be lost. */
  hold(claim: Claim): HeldClaim;
}

export interface HeldClaim {
  signal: AbortSignal;
  /** The holder has the right to pay for this answer: that right is renewed too. */
  paysFor(fingerprint: string): void;
  release(): void;
}

/** Renews a process's claims three times in each lease, all in one statement. */
export function createClaimKeeper({
  database,
  leaseMs,
  logger,
}: {
  database: Database;
  leaseMs: number;
  logger: Logger;
}): ClaimKeeper {
  // Many claims share one token: those of a writer's batch.
  const held = new Set<{ claim: StandingClaim; lost: AbortController }>();
  const ticker = createTicker({
    name: "claim keeper",
    logger,
    async tick() {
      const asked = [...held];
      if (asked.length > 0) {
        const claims = asked.map(({ claim }) => claim);
        const kept = new Set(await renewClaims(database, { claims, leaseMs }));
        for (const { claim, lost } of asked) if (!kept.has(claim.workId)) lost.abort();
      }
      return leaseMs / 3;
    },
  });
  return {
    ...ticker,
    hold(claim) {
      const lost = new AbortController();
      const one = { claim: { ...claim, fingerprint: null as string | null }, lost };
      held.add(one);
      return {
        signal: lost.signal,
        paysFor(fingerprint) {
          one.claim.fingerprint = fingerprint;
        },
        release: () => void held.delete(one),
      };
    },
  };
}
