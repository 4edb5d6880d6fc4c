import { createPreflight, createRouteCheck, createTermsKeeper } from "@fieldwork/enricher";
import type { Service } from "@fieldwork/runtime";

type ReleaseChecksDeps = Parameters<typeof createRouteCheck>[0] &
  Parameters<typeof createPreflight>[0] &
  Parameters<typeof createTermsKeeper>[0];

/**
 * Whether the models of what is released while the line runs can be asked, and on what terms. What it
 * starts with is checked by its caller, with `preflight`.
 */
export function createReleaseChecks(deps: ReleaseChecksDeps): Service[] {
  return [
    createRouteCheck(deps),
    createPreflight(deps, { looksAtStart: false }),
    createTermsKeeper(deps),
  ];
}
