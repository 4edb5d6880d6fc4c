import { type Definitions, laneOf } from "@fieldwork/enrichments";
import type { LaneConsumer } from "@fieldwork/lanes";
import type { Admission, AdmissionCapacity } from "@fieldwork/limits";
import { admissionScopes, parseModelRef } from "@fieldwork/models";
import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";

export interface ConsumerPaceDeps {
  admission: Pick<Admission, "capacityOf">;
  definitions: Pick<Definitions, "current">;
  /** By lane. */
  consumers: ReadonlyMap<string, Pick<LaneConsumer, "limit">>;
  /** The most wake-ups handled at once in a lane. */
  most: number;
  logger: Logger;
}

const everyMs = 250;

/** Lets each lane's consumer take as many wake-ups as admission is likely to let through, and no more. */
export function createConsumerPace(deps: ConsumerPaceDeps): Ticker {
  const { admission, definitions, consumers, most, logger } = deps;
  return createTicker({
    name: "consumer pace",
    logger,
    async tick() {
      const models = new Set(definitions.current().flatMap(({ route }) => route));
      const refs = [...models].map((model) => ({
        lane: laneOf(model),
        scopes: admissionScopes(parseModelRef(model)),
      }));
      for (const [lane, consumer] of consumers) {
        const ofLane = refs.filter((one) => one.lane === lane);
        const capacities = await Promise.all(
          ofLane.map(({ scopes }) => admission.capacityOf(scopes)),
        );
        consumer.limit(planConcurrency(capacities, most));
      }
      return everyMs;
    },
  });
}

/**
 * How many wake-ups to handle at once: as many as may call now, and a few more that claim and render
 * what comes next; a limit that adapts grows only if it is fully used. Pure.
 */
export function planConcurrency(
  capacities: readonly Pick<AdmissionCapacity, "concurrency">[],
  most: number,
): number {
  const allowed = Math.max(...capacities.map(({ concurrency }) => concurrency ?? most));
  if (!Number.isFinite(allowed)) return most;
  return Math.max(1, Math.min(most, allowed + Math.max(2, Math.min(allowed, 16))));
}
