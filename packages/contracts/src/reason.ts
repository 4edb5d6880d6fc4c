import { z } from "zod";
import { heldBy } from "./hold.ts";

/** Why work waits, or ended without a write, where Fieldwork itself is the cause. */
const lineCodes = [
  /** Another record's call with the same fingerprint is under way. */
  "asked-by-another",
  "input-empty",
  "input-hidden",
  "record-deleted",
  "record-merged",
  "record-converted",
  /** Nobody wants it any more. */
  "not-wanted",
  "record-gone",
  "enrichment-undefined",
  "budget-exhausted",
  "admission-refused",
  /** An output that the CRM does not show us. */
  "field-hidden",
  /** Claimed for writing, but another write of the record had to go first. */
  "not-sent-yet",
  "parent-busy",
  /** The read that a write was decided on had become too old. */
  "read-too-old",
  /** The CRM refuses an enrichment's writes for one reason: all wait as a group while one is tried now and then. */
  "braked",
  /** A person ordered that it must not go on now. */
  "held",
  /** A person decided that a dead letter is not worth another try. */
  "discarded",
  /** Several outputs, none of which was written, each for its own reason. */
  "nothing-to-write",
  "stopped",
  "lease-lost",
  "backend-unavailable",
  "log-unavailable",
  "data-invalid",
  "event-malformed",
  "config-invalid",
  "definition-invalid",
  "internal",
] as const;

/** Why the writer decided about a field as it did. */
const decisionCodes = [
  "field-empty",
  "value-is-ours",
  "ordered",
  /** A companion: it says where a value that is written came from. */
  "goes-with-value",
  /** A person did not take the answer. */
  "not-taken",
  "pinned",
  "unpinned",
  "changed-since",
  "withdrawn",
  "policy-always",
  "policy-never",
  "policy-if-empty",
  "value-stands",
  "human-value",
  "cleared-by-person",
  "edit-overwritten",
  "newer-answer",
  "low-confidence",
  "formula-like",
  "abstained",
  "rejected",
  "field-missing",
  "field-read-only",
  "value-too-long",
  /** Not what the CRM's field takes: a number, or a day. */
  "value-unfit",
  "option-unknown",
  /** The record's type, or the value of a controlling field, rules it out. */
  "option-not-for-record",
] as const;

/** Why a model gave no answer: the reasons of the model layer's ProviderError. */
const modelCodes = [
  "model-too-long",
  "model-refused-request",
  "model-refused-content",
  "model-truncated",
  "model-unreadable",
  "model-unknown-model",
  "model-refused-parameter",
  "model-refused-key",
  "model-not-permitted",
  "model-quota",
  "model-rate-limited",
  "model-busy",
  "model-unreachable",
  "model-broken",
  "model-timed-out",
  "model-not-configured",
  "model-unpriced",
] as const;

/** Why a CRM did not do what it was asked: the reasons of CrmError. */
const crmCodes = [
  "crm-locked",
  "crm-locked-by-approval",
  "crm-automation-limit",
  "crm-refused-record",
  "crm-refused-call",
  "crm-turned-away",
  "crm-refused-read",
  "crm-unknown-field",
  "crm-not-permitted",
  "crm-wrong-endpoint",
  "crm-refused-alike",
  "crm-refused-credentials",
  "crm-quota",
  "crm-rate-limited",
  "crm-busy",
  "crm-unreachable",
  "crm-timed-out",
  "crm-cut-off",
  "crm-broken",
  "crm-unreadable",
  "crm-unanswered",
  "crm-held-back",
  "crm-late",
  "crm-overtaken",
  "crm-just-changed",
] as const;

/** Every reason that is stored with work, lanes and decisions. A closed set; `reasonText` makes the sentence. */
export const reasonCode = z.enum([...lineCodes, ...decisionCodes, ...modelCodes, ...crmCodes]);
export type ReasonCode = z.infer<typeof reasonCode>;

/** The details of a reason, as data. */
export const reasonDetail = z
  .object({
    /** The vendor's words, or those of the error; at most 2,000 characters. */
    said: z.string(),
    /** The whole of what a CRM said that none of our tables knows; at most 8,000 characters. */
    reply: z.string(),
    /** Status, code and the shape of the message: equal for failures of one cause. */
    signature: z.string(),
    /** The canonical fields that it is about. */
    fields: z.array(z.string()),
    /** The field as the vendor names it. */
    vendorField: z.string(),
    maxChars: z.int(),
    chars: z.int(),
    maxBytes: z.int(),
    bytes: z.int(),
    /** How many characters of a longer answer are written. */
    cutTo: z.int(),
    /** What alone the field takes. */
    takes: z.enum(["number", "date"]),
    confidence: z.number(),
    /** The confidence that would have been enough. */
    reviewBelow: z.number(),
    enrichment: z.string(),
    /** The object and id that a record goes on under. */
    into: z.string(),
    /** The budget that has no room. */
    budget: z.string(),
    /** What our checks found wrong with an answer; quotes neither the CRM nor the model. */
    problems: z.array(z.string()),
    /** What was decided, where nothing was written. */
    decisions: z.array(z.string()),
    /** The hold that has to be lifted first. */
    hold: heldBy,
    /** What a person had put into a field that we then overwrote. */
    overwritten: z.string(),
    /** How many records met the same refusal. */
    records: z.int(),
    /** Models of the route that were not asked, as `provider/model`, where another reason than this one kept them from it. */
    passedOver: z.array(z.object({ model: z.string(), why: z.string() })),
  })
  .partial();
export type ReasonDetail = z.infer<typeof reasonDetail>;

export const reason = z.object({ code: reasonCode, detail: reasonDetail.nullable() });
export type Reason = z.infer<typeof reason>;

const forPeople: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  "model-too-long",
  "model-refused-request",
  "model-unreadable",
  "model-unknown-model",
  "model-refused-parameter",
  "model-refused-key",
  "model-not-permitted",
  "model-quota",
  "model-not-configured",
  "model-unpriced",
  "crm-refused-credentials",
  "crm-not-permitted",
  "crm-wrong-endpoint",
  "crm-refused-read",
  "crm-refused-alike",
  "crm-turned-away",
  "crm-unknown-field",
]);

/** Whether waiting does not help, because a person has to fix what stops the work. */
export function needsPerson(code: ReasonCode): boolean {
  return forPeople.has(code);
}
