import { findVersionFigures, type Reader, type VersionFigures } from "@fieldwork/store/reading";
import { type Acceptance, type AcceptanceRequest, showAcceptance } from "../cases/acceptance.ts";

export interface VersionStanding extends Omit<VersionFigures, "p50Ms" | "p95Ms"> {
  p50Ms: number | null;
  p95Ms: number | null;
  /** In reviews. */
  decided: number;
  approved: number;
  corrected: number;
}

const callsPerModel = 20_000;

/** What each version of a definition cost, how long its calls took, and how often people took its answers. */
export async function showVersionFigures(
  reader: Reader,
  { enrichment, since, connections }: AcceptanceRequest & { enrichment: string },
): Promise<{ versions: VersionStanding[]; callsLookedAt: number | null }> {
  const [{ versions, isCut }, decided] = await Promise.all([
    findVersionFigures(reader, { enrichment, since, callsPerModel }),
    showAcceptance(reader, { enrichment, since, connections }),
  ]);
  return {
    versions: standingsOf(versions, decided),
    callsLookedAt: isCut ? callsPerModel : null,
  };
}

/** Of every version that was called or decided about. Pure. */
export function standingsOf(
  figures: readonly VersionFigures[],
  decided: readonly Pick<Acceptance, "definitionHash" | "decided" | "approved" | "corrected">[],
): VersionStanding[] {
  const hashes = new Set([
    ...figures.map(({ hash }) => hash),
    ...decided.flatMap(({ definitionHash }) => definitionHash ?? []),
  ]);
  return [...hashes].map((hash) => {
    const rows = decided.filter(({ definitionHash }) => definitionHash === hash);
    const sum = (name: "decided" | "approved" | "corrected") =>
      rows.reduce((total, row) => total + row[name], 0);
    return {
      ...(figures.find((one) => one.hash === hash) ?? { hash, ...none }),
      ...{ decided: sum("decided"), approved: sum("approved"), corrected: sum("corrected") },
    };
  });
}

const none = {
  ...{ calls: 0, records: 0, costNanoUsd: "0", p50Ms: null, p95Ms: null },
  ...{ inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, arms: [] },
};
