import { type FieldValues, reasonText } from "@fieldwork/contracts";
import type { ProposedField } from "@fieldwork/contracts/api";
import type { FieldDescription } from "@fieldwork/crm";
import { type Enrichment, releasedEnrichment } from "@fieldwork/enrichments";
import { type Db, findDefinitions, findOwnership, type Ownership } from "@fieldwork/store";
import { findDescription, type StoredDescription } from "@fieldwork/store/backfills";
import { findLastOutputs, type OrderedAsk } from "@fieldwork/store/ordered-asks";
import { decideField, liveValue, waitsForPerson } from "@fieldwork/write-rules";

/** What an answer says of each field, beside what stands there today and what a write of it would do. */
export async function proposeFields(
  database: Pick<Db, "query">,
  asked: Pick<OrderedAsk, "ref" | "enrichment" | "definitionHash" | "answer" | "recordOptions">,
): Promise<ProposedField[]> {
  const { ref, enrichment: name, definitionHash: hash } = asked;
  const [released] = await findDefinitions(database, [{ name, hash }]);
  const enrichment = released && releasedEnrichment(released.content, hash);
  if (!enrichment) return [];
  const { connection, object, id } = ref;
  const ownership = await findOwnership(database, { connection, object, recordIds: [id] });
  const outputs = (await findLastOutputs(database, ref, [id])).get(id) ?? {};
  const described = await findDescription(database, { connection, object });
  return proposedFields(enrichment, asked, { outputs, described, ...ownership });
}

/** Pure. */
export function proposedFields(
  { outputs }: Pick<Enrichment, "outputs">,
  {
    answer,
    recordOptions = null,
  }: Pick<OrderedAsk, "answer"> & Partial<Pick<OrderedAsk, "recordOptions">>,
  today: Ownership & { outputs: FieldValues; described: readonly StoredDescription[] },
): ProposedField[] {
  return outputs.flatMap((output) => {
    const { name, type, field, label, policy, reviewBelow, conflicts } = output;
    const answered = answer?.outputs[name];
    if (!answered) return [];
    const live = liveValue(today.outputs[field], undefined);
    const decision = decideField({
      ...{ order: null, answer: answered, type, policy, reviewBelow, conflicts, live },
      // Of no work: nothing is newer than it.
      ...{ workId: "", generation: 0, fingerprint: answer?.fingerprint ?? "" },
      ledger: today.ledger.find((one) => one.field === field),
      intents: today.intents.filter((one) => one.field === field),
      description: descriptionOf(field, today.described, recordOptions?.[field]),
    });
    const { value, confidence, evidence, rejected } = answered;
    return {
      ...{ output: name, field, label, value, confidence, evidence },
      place: answer?.places[name] ?? null,
      ...(rejected && { rejected }),
      ...(live !== undefined && { today: live }),
      decision: {
        ...{ kind: decision.kind, code: decision.reason.code, text: reasonText(decision.reason) },
        needsReview: waitsForPerson({ decision }),
      },
    };
  });
}

/** Undefined where the CRM has not said it yet, or did not show the field: then the last read tells more. Pure. */
function descriptionOf(
  name: string,
  described: readonly StoredDescription[],
  recordOptions: readonly string[] | undefined,
): FieldDescription | undefined {
  const { field, exists, accepts } = described.find((one) => one.field === name) ?? {};
  return field !== undefined && exists === true && accepts
    ? { field, exists, ...accepts, ...(recordOptions && { recordOptions }) }
    : undefined;
}
