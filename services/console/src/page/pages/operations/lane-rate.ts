import type { Reply } from "@fieldwork/contracts/client";

type Models = Reply<"weather.show">["models"];

export interface LaneRate {
  perMinute: number;
  /** The share of the limit that it comes nearest to; null where none is told. */
  nearest: Models[number]["used"][number] | null;
}

/** What a lane's models took in the last minute. Pure. */
export function laneRate(models: Models, lane: string): LaneRate {
  const own = models.filter(({ model }) => model.startsWith(`${lane}/`));
  const shares = own.flatMap(({ used }) => used);
  return {
    perMinute: own.reduce((sum, { minuteRequests }) => sum + minuteRequests, 0),
    nearest: shares.toSorted((one, other) => other.share - one.share)[0] ?? null,
  };
}
