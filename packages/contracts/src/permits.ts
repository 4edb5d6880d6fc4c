import { z } from "zod";

/** To whom the records of an enrichment may go; what is not named here is not limited. */
export const permits = z.strictObject({
  /** Providers, as routes name them. */
  vendors: z.array(z.string().min(1)).min(1).optional(),
  /** Regions, as `models.yaml` names them for its providers. */
  regions: z.array(z.string().min(1)).min(1).optional(),
  /** Ways in which a provider processes what it is sent, as `dataClass` in `models.yaml` names them. */
  dataClasses: z.array(z.string().min(1)).min(1).optional(),
});
export type Permits = z.infer<typeof permits>;

// It runs in our own process: nothing leaves.
const inHouse = "baseline";

/** A provider, and what the configuration says of it. */
export interface PermittedTo {
  provider: string;
  region?: string | undefined;
  dataClass?: string | undefined;
}

/** Why a record may not go to a provider; undefined if it may. What is not known of it is not permitted. Pure. */
export function whyForbidden(
  { vendors, regions, dataClasses }: Permits,
  { provider, region, dataClass }: PermittedTo,
): string | undefined {
  if (provider === inHouse) return undefined;
  if (vendors && !vendors.includes(provider)) {
    return `privacy.vendors allows only ${vendors.join(", ")}`;
  }
  if (regions && (region === undefined || !regions.includes(region))) {
    const where = region === undefined ? "has no region in models.yaml" : `is in ${region}`;
    return `${provider} ${where}, and privacy.regions allows only ${regions.join(", ")}`;
  }
  if (!dataClasses || (dataClass !== undefined && dataClasses.includes(dataClass)))
    return undefined;
  const how = dataClass === undefined ? "has no dataClass in models.yaml" : `is ${dataClass}`;
  return `${provider} ${how}, and privacy.dataClasses allows only ${dataClasses.join(", ")}`;
}
