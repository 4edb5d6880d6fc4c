import { z } from "zod";

/** To whom the records of an enrichment may go; what is not named here is not limited. */
export const permits = z.strictObject({
  /** Providers, as routes name them. */
  vendors: z.array(z.string().min(1)).min(1).optional(),
  /** Regions, as `models.yaml` names them for its providers. */
  regions: z.array(z.string().min(1)).min(1).optional(),
});
export type Permits = z.infer<typeof permits>;

// It runs in our own process: nothing leaves.
const inHouse = "baseline";

/** Why a record may not go to a provider; undefined if it may. A region that is not known is not permitted. Pure. */
export function whyForbidden(
  { vendors, regions }: Permits,
  { provider, region }: { provider: string; region: string | undefined },
): string | undefined {
  if (provider === inHouse) return undefined;
  if (vendors && !vendors.includes(provider)) {
    return `privacy.vendors allows only ${vendors.join(", ")}`;
  }
  if (!regions || (region !== undefined && regions.includes(region))) return undefined;
  const where = region === undefined ? "has no region in models.yaml" : `is in ${region}`;
  return `${provider} ${where}, and privacy.regions allows only ${regions.join(", ")}`;
}
