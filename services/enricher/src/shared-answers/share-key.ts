import { companyDomain } from "@fieldwork/companies";
import type { Enrichment } from "@fieldwork/enrichments";
import { stableHash } from "@fieldwork/runtime";
import type { Prompt } from "../render-prompt.ts";

const domainField = "domain";

/**
 * By what the question about one record is one with that about another record of its company: group,
 * definition, and what identifies the company, as the model sees it; of a domain, what is registrable.
 * Undefined for a definition whose answers are its record's alone. What stands behind masks may be in
 * an answer, so it must be the same. Pure.
 */
export function shareKeyOf(
  { name, promptVersion, identity, cache }: Enrichment,
  { fields, masks }: Pick<Prompt, "fields" | "masks">,
  group: string,
): string | undefined {
  if (identity === undefined || (cache?.mode ?? "use") !== "use") return undefined;
  const identified = identity.map((field) => {
    const text = fields[field] ?? null;
    return field === domainField ? (companyDomain(text) ?? text) : text;
  });
  // Nothing that identifies it is nothing in common.
  if (identified.every((text) => text === null)) return undefined;
  return stableHash([group, name, promptVersion, identified, masks.map(({ value }) => value)]);
}
