import type { AdmissionCapacity } from "./admission.ts";

/** Of several scopes, the one with the fewest places left. */
export function tightest(capacities: readonly AdmissionCapacity[]): AdmissionCapacity {
  const left = ({ concurrency, inUse }: AdmissionCapacity) =>
    (concurrency ?? Number.POSITIVE_INFINITY) - inUse;
  return capacities.reduce((least, one) => (left(one) < left(least) ? one : least), {
    concurrency: undefined,
    inUse: Math.max(0, ...capacities.map(({ inUse }) => inUse)),
  });
}
