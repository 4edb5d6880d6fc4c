import type { Reason, ReasonCode, ReasonDetail } from "@fieldwork/contracts";
import { checkAgainstField, cutToField, sameValue } from "@fieldwork/crm";
import { decideOrder } from "./decide-order.ts";
import type { FieldDecision, FieldSituation } from "./field-decision.ts";
import { findOwner, type Ownership } from "./find-owner.ts";

/**
 * Decides what may be written to one field. Pure. Orders follow their own rules, see `decideOrder`. For
 * an answer, the first rule that applies decides:
 *
 * 1. If there is no answer, our checks rejected it, or the policy is `never`, nothing is written. The
 *    same goes for a field that a person pinned, and for a withdrawn answer until the inputs change or
 *    a person asks.
 * 2. An answer to older inputs than those of the value already written is stale.
 * 3. A field that is hidden from us decides nothing, whatever the policy.
 * 4. A value that is already there is not written again, whoever made it.
 * 5. A person's value is kept, and so is a blank that a person made, unless the policy is `always`. If the
 *    definition says so, a person decides about an answer that could otherwise be written, but once.
 * 6. `if-empty` fills a blank and never replaces a value, not even our own.
 * 7. What the model is not sure of, measured by what the write would do, what a spreadsheet would run as a
 *    formula, or the CRM would refuse, goes to a person.
 *
 * A text that the CRM's field cannot hold is cut beforehand, and is then the answer.
 */
export function decideField(asked: FieldSituation): FieldDecision {
  if (asked.order) return decideOrder(asked.order, asked);
  const situation = { ...asked, answer: { ...asked.answer, value: valueToWrite(asked) } };
  const { answer, live, policy, description, ledger } = situation;
  if (answer.value === null) {
    const { rejected: problems } = answer;
    return problems === undefined
      ? { kind: "abstained", reason: because("abstained") }
      : { kind: "rejected", reason: because("rejected", { problems }) };
  }
  if (policy === "never") return { kind: "policy", reason: because("policy-never") };
  if (ledger?.pinned === true) return { kind: "pinned", reason: because("pinned") };
  if (isWithdrawn(situation)) {
    return { kind: "withdrawn", reason: because("withdrawn") };
  }
  if (isStale(situation)) return { kind: "stale", reason: because("newer-answer") };

  if (live === undefined) return { kind: "hidden", reason: because("field-hidden") };

  const ownership = findOwner({ ...situation, live });
  if (sameValue(live, answer.value, description)) {
    const recovered = ownership.owner === "fieldwork" ? ownership.recovered : undefined;
    return { kind: "unchanged", reason: because("value-stands"), recovered };
  }
  return (
    decideByOwner({ ...situation, live }, ownership) ??
    decideByValue({ ...situation, live }, ownership) ?? {
      kind: "write",
      reason: because(writeReason(ownership), cutIn(asked, answer.value)),
      after: answer.value,
      before: live,
      beforeOwner: ownership.owner === "nobody" ? null : ownership.owner,
      afterOwner: "fieldwork",
      withdraws: null,
    }
  );
}

function valueToWrite({ answer: { value }, type, description }: FieldSituation): string | null {
  if (value === null || type !== "text" || description === undefined) return value;
  return cutToField(value, description);
}

function cutIn({ answer, description }: FieldSituation, value: string): ReasonDetail | null {
  const { length: chars } = answer.value ?? "";
  if (value.length === chars || description === undefined) return null;
  return { vendorField: description.vendorName, chars, cutTo: value.length };
}

function isWithdrawn({ ledger, intents, fingerprint }: FieldSituation): boolean {
  const takenBack = [ledger?.withdrawnFingerprint, ...intents.map(({ withdraws }) => withdraws)];
  return fingerprint !== "" && takenBack.includes(fingerprint);
}

function isStale({ ledger, workId, generation }: FieldSituation): boolean {
  return ledger?.workId === workId && (ledger.generation ?? 0) > generation;
}

/** By an order, which is of no work, a person has put another value in the place of this very answer. */
function isCorrected({ ledger, workId, fingerprint }: FieldSituation): boolean {
  return fingerprint !== "" && ledger?.fingerprint === fingerprint && ledger.workId !== workId;
}

type ReadSituation = FieldSituation & { live: string | null };

function decideByOwner(situation: ReadSituation, ownership: Ownership): FieldDecision | undefined {
  const { policy, live, conflicts } = situation;
  if (policy === "always") return undefined;
  const isConflict = () =>
    conflicts === "review" &&
    !isCorrected(situation) &&
    decideByValue(situation, ownership) === undefined;
  switch (ownership.owner) {
    case "person":
      return {
        ...{ kind: "human-value", reason: because("human-value"), ownership },
        isConflict: isConflict(),
      };
    case "cleared-by-person":
      return {
        ...{ kind: "cleared-by-person", reason: because("cleared-by-person"), ownership },
        isConflict: isConflict(),
      };
    case "fieldwork":
    case "nobody":
      return policy === "if-empty" && live !== null
        ? { kind: "policy", reason: because("policy-if-empty") }
        : undefined;
    default:
      return ownership.owner satisfies never;
  }
}

function decideByValue(
  { answer, type, reviewBelow: thresholds, description, live }: ReadSituation,
  ownership: Ownership,
): FieldDecision | undefined {
  const { confidence } = answer;
  const reviewBelow = thresholdFor(thresholds, live, ownership);
  if (confidence < reviewBelow) {
    const reason = because("low-confidence", { confidence, reviewBelow });
    return { kind: "low-confidence", reason };
  }
  if (type === "text" && formulaStart.test(answer.value ?? "")) {
    return { kind: "formula-like", reason: because("formula-like") };
  }
  if (description === undefined || answer.value === null) return undefined;
  const problem = checkAgainstField(answer.value, description);
  return problem === undefined ? undefined : { kind: "cannot-be-written", reason: problem };
}

// Full-width forms too: some spreadsheets take them for the plain ones. https://owasp.org/www-community/attacks/CSV_Injection
const formulaStart = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/** By what the write would do: fill a blank, replace our own value, or a person's. */
function thresholdFor(
  thresholds: FieldSituation["reviewBelow"],
  live: string | null,
  { owner }: Ownership,
): number {
  if (typeof thresholds === "number") return thresholds;
  const { fill, update, override = update } = thresholds;
  if (owner === "person" || owner === "cleared-by-person") return override;
  return live === null ? fill : update;
}

function writeReason({ owner }: Ownership): ReasonCode {
  switch (owner) {
    case "nobody":
      return "field-empty";
    case "fieldwork":
      return "value-is-ours";
    case "person":
    case "cleared-by-person":
      return "policy-always";
    default:
      return owner satisfies never;
  }
}

function because(code: ReasonCode, detail: ReasonDetail | null = null): Reason {
  return { code, detail };
}
