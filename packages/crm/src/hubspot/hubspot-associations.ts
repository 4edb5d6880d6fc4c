import { z } from "zod";
import { CrmError } from "../crm-error.ts";
import { chunk } from "../write-suspects.ts";
import { type HubspotClient, malformed } from "./hubspot-client.ts";
import { errorFromHubspotItem, hubspotItemError } from "./hubspot-errors.ts";

const id = z.union([z.string(), z.number()]).transform(String).pipe(z.string().regex(/^\d+$/));

/** https://developers.hubspot.com/docs/api-reference/legacy/crm/associations/associate-records/batch/get-associations */
const associationsReply = z.object({
  results: z.array(
    z.object({
      // The SDK calls it so, HubSpot `from`.
      _from: z.object({ id }),
      to: z.array(z.object({ toObjectId: id })),
      paging: z
        .object({ next: z.object({ after: z.string() }).nullish() })
        .nullish()
        .catch(undefined),
    }),
  ),
  errors: z
    .array(hubspotItemError.extend({ subCategory: z.unknown() }))
    .nullish()
    .catch(undefined),
});

export interface AssociationsAsk {
  /** HubSpot's names of the objects. */
  from: string;
  to: string;
  ids: readonly string[];
}

/** HubSpot takes 1,000 records a call. */
const maxInputs = 1000;
/** A record with more than these pages of activities shows those that HubSpot tells first. */
const mostPages = 10;

interface Input {
  id: string;
  after?: string;
}

/** The ids that each record is associated with, each once; a record without any is left out. */
export async function readAssociations(
  client: Pick<HubspotClient, "call">,
  { ids, ...objects }: AssociationsAsk,
  signal: AbortSignal,
): Promise<Map<string, string[]>> {
  const found = new Map<string, Set<string>>();
  for (const batch of chunk([...new Set(ids)], maxInputs)) {
    let inputs: Input[] = batch.map((one) => ({ id: one }));
    for (let page = 0; page < mostPages && inputs.length > 0; page++) {
      const results = await readPage(client, { ...objects, inputs }, signal);
      for (const { _from, to } of results) {
        const known = found.get(_from.id) ?? [];
        found.set(_from.id, new Set([...known, ...to.map(({ toObjectId }) => toObjectId)]));
      }
      inputs = results.flatMap(({ _from, paging }) => {
        const after = paging?.next?.after;
        return after === undefined ? [] : [{ id: _from.id, after }];
      });
    }
  }
  return new Map([...found].map(([one, others]) => [one, [...others]]));
}

async function readPage(
  client: Pick<HubspotClient, "call">,
  { from, to, inputs }: Omit<AssociationsAsk, "ids"> & { inputs: Input[] },
  signal: AbortSignal,
): Promise<z.infer<typeof associationsReply>["results"]> {
  const reply = await client.call("read", signal, ({ associations }) =>
    associations.getPage(from, to, { inputs }),
  );
  const parsed = associationsReply.safeParse(reply);
  if (!parsed.success) throw malformed(parsed.error);
  throwUnlessNone(parsed.data.errors ?? []);
  return parsed.data.results;
}

type ItemError = NonNullable<z.infer<typeof associationsReply>["errors"]>[number];

/** That a record has none is told as an error of it; so is one that is gone. */
function throwUnlessNone(errors: readonly ItemError[]): void {
  const [failed] = errors.map(errorFromHubspotItem).filter(({ reason }) => reason !== "gone");
  if (failed === undefined) return;
  throw new CrmError("HubSpot did not tell what every record is associated with", {
    reason: failed.reason === "refused-record" ? "refused-read" : failed.reason,
    outcome: "rejected",
    waitMs: failed.retryAfterMs,
    signature: failed.signature,
    cause: failed,
  });
}
