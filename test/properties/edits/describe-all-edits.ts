import { describeEdits } from "./describe-edits.ts";
import { openDecisions, openVendor } from "./places.ts";

/** So many worlds of the decisions alone, and as many of the adapters: a quarter for each vendor and mode. */
export function describeAllEdits({
  worlds,
  timeoutMs,
}: {
  worlds: number;
  timeoutMs: number;
}): void {
  const alone = { name: "the decisions alone", open: openDecisions, isCheap: true } as const;
  describeEdits({ ...alone, mode: "fast", worlds, timeoutMs });
  for (const vendor of ["HubSpot", "Salesforce"] as const)
    for (const mode of ["fast", "guarded"] as const)
      describeEdits({
        ...{ name: vendor, open: () => openVendor(vendor, mode), mode },
        ...{ worlds: worlds / 4, timeoutMs },
      });
}
