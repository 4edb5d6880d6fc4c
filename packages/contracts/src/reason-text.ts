import { isBlankText } from "./blank-text.ts";
import { heldByText } from "./hold-text.ts";
import { type Reason, type ReasonCode, type ReasonDetail, reasonCode } from "./reason.ts";

type Sentence = string | ((detail: ReasonDetail) => string);

/** For people; what the failing side said is appended. */
const sentences: Readonly<Record<ReasonCode, Sentence>> = {
  "asked-by-another": "another record is asking the same question",
  "input-empty": ({ fields }) => `input ${named(fields)} is empty`,
  "input-hidden": ({ fields }) => `input ${named(fields)} is hidden from us`,
  "not-wanted": "nobody wants it any longer",
  "record-deleted": "the record is deleted in the CRM",
  "record-merged": ({ into = "another" }) => `the record was merged into ${into} in the CRM`,
  "record-converted": ({ into = "another record" }) =>
    `the lead was converted into ${into} in the CRM`,
  "record-gone": "the record is gone from the CRM",
  "enrichment-undefined": ({ enrichment = "…" }) =>
    `the enrichment ${enrichment} is no longer defined`,
  "budget-exhausted": ({ budget }) =>
    budget === undefined ? "a budget has no room" : `the budget ${budgetName(budget)} has no room`,
  "admission-refused": "the model is at its limit",
  "field-hidden": ({ fields }) =>
    fields === undefined ? "the field is hidden from us" : `hidden from us: ${named(fields)}`,
  "not-sent-yet": "not sent yet",
  "parent-busy": "not sent yet: others of the same account are being written",
  "read-too-old": "not sent: the read was too old",
  braked: ({ records }) =>
    `${records ?? "several"} records in a row were refused for the same reason, so all wait while one is tried now and then`,
  held: ({ hold }) => (hold === undefined ? "held by an order" : `held: ${heldByText(hold)}`),
  discarded: "a person discarded it",
  "nothing-to-write": ({ decisions = ["nothing to write"] }) => decisions.join(", "),
  stopped: "it was stopped",
  "lease-lost": "the claim was lost",
  "backend-unavailable": "PostgreSQL or Redis was unavailable",
  "log-unavailable": "the log was unavailable",
  "data-invalid": "the store cannot hold it",
  "event-malformed": "the event is malformed",
  "config-invalid": "the configuration is wrong",
  "definition-invalid": "the definition is wrong",
  internal: "an internal error",

  "field-empty": (detail) => `the field is empty${cutOf(detail)}`,
  "value-is-ours": (detail) => `the value is ours${cutOf(detail)}`,
  ordered: "it was ordered",
  "goes-with-value": "it goes with the value that is written",
  "not-taken": "a person did not take the answer",
  pinned: "a person keeps the field as it is",
  unpinned: "the field was unpinned",
  "changed-since": "the value has changed since it was ordered",
  withdrawn: "this answer was withdrawn",
  "policy-always": (detail) => `the field's policy is always${cutOf(detail)}`,
  "policy-never": "the field's policy is never",
  "policy-if-empty": "the field's policy is if-empty, and the field is not empty",
  "value-stands": "the CRM already has this value",
  "human-value": "the field has a person's value",
  "cleared-by-person": "a person cleared the field",
  "edit-overwritten": ({ overwritten }) =>
    overwritten === undefined
      ? "the field was cleared between our read and our write, which filled it again"
      : `an edit between our read and our write was overwritten: it had put in ${overwritten}`,
  "newer-answer": "a newer answer was written",
  "low-confidence": ({ confidence, reviewBelow = "…" }) =>
    `confidence ${confidence?.toFixed(2) ?? "…"} is below ${reviewBelow}`,
  "formula-like": "the text begins like a formula of a spreadsheet",
  abstained: "the model gave no answer",
  rejected: ({ problems = [] }) =>
    ["our checks rejected the answer", problems.join("; ")].filter(Boolean).join(": "),
  "field-missing": ({ vendorField = "…" }) =>
    `the CRM has no field ${vendorField}, or hides it from us`,
  "field-read-only": ({ vendorField = "…" }) => `the CRM does not let us write ${vendorField}`,
  "value-too-long": ({ vendorField = "…", maxChars = "…", chars = "…", maxBytes, bytes }) =>
    bytes === undefined
      ? `${vendorField} holds ${maxChars} characters, the value has ${chars}`
      : `${vendorField} holds ${maxBytes ?? "…"} bytes, the value has ${bytes}`,
  "value-unfit": ({ vendorField = "…", takes }) =>
    `${vendorField} takes ${takes === "date" ? "a day, without a time" : "a number"}, which the value is not`,
  "option-unknown": ({ vendorField = "…" }) => `${vendorField} has no such option`,
  "option-not-for-record": ({ vendorField = "…" }) =>
    `${vendorField} has this option, but not for the record's type or for what its controlling field holds`,

  "model-too-long": "the request is too long for the model",
  "model-refused-request": "the model's vendor refused the request",
  "model-refused-content": "the model refused to answer about this content",
  "model-truncated": "the answer reached the limit of output tokens",
  "model-unreadable": "the model's reply could not be read",
  "model-unknown-model": "the vendor does not know this model",
  "model-refused-parameter": "the model does not accept one of our parameters",
  "model-refused-key": "the model's vendor refused the key",
  "model-not-permitted": "the account may not use this model",
  "model-quota": "the account's quota is used up",
  "model-rate-limited": "the model's vendor is limiting our rate",
  "model-busy": "the model's vendor is busy",
  "model-unreachable": "the model's vendor cannot be reached",
  "model-broken": "the model's vendor failed",
  "model-timed-out": "the model did not answer in time",
  "model-not-configured": "the model is not configured",
  "model-unpriced": "the model's price is not known",

  "crm-locked": "the record is locked in the CRM",
  "crm-locked-by-approval": "the record is locked by an approval in the CRM",
  "crm-automation-limit": "the CRM's own automation ran into its limits",
  "crm-refused-record": "the CRM refused the record",
  "crm-refused-call": "the CRM refused the call",
  "crm-turned-away": "a proxy or firewall in front of the CRM rejected the call",
  "crm-refused-read": "the CRM refused the read",
  "crm-unknown-field": "the CRM does not know this field",
  "crm-not-permitted": "the CRM does not permit it",
  "crm-wrong-endpoint": "the CRM has no such endpoint",
  "crm-refused-alike": "the CRM refuses all records for the same reason",
  "crm-refused-credentials": "the CRM refused the credentials",
  "crm-quota": "the CRM's quota is used up",
  "crm-rate-limited": "the CRM is limiting our rate",
  "crm-busy": "the CRM is busy",
  "crm-unreachable": "the CRM cannot be reached",
  "crm-timed-out": "the CRM did not answer in time",
  "crm-cut-off": "the connection to the CRM broke",
  "crm-broken": "the CRM failed",
  "crm-unreadable": "the CRM's reply could not be read",
  "crm-unanswered": "the write was sent, and no reply confirms it",
  "crm-held-back": "not sent, because of the call before it",
  "crm-late": "not sent: the read it was based on had become too old",
  "crm-overtaken": "not written: the record was changed after it was read",
  "crm-just-changed":
    "not sent yet: the record was changed so recently that an edit right after it could not be told apart",
};

/** The reason as a sentence for people, with what the failing side said, and what others it kept from being asked. Pure. */
export function reasonText({ code, detail }: Reason): string {
  const sentence = plainText(code, detail ?? {});
  const { said, passedOver = [] } = detail ?? {};
  const others = passedOver.map(({ model, why }) => `; ${model} was passed over: ${why}`).join("");
  return isBlankText(said) ? `${sentence}${others}` : `${sentence}: ${said}${others}`;
}

/** The codes that equal these words, or whose sentence contains them. Pure. */
export function reasonCodesLike(words: string): ReasonCode[] {
  const exact = reasonCode.safeParse(words.trim());
  if (exact.success) return [exact.data];
  const wanted = words.trim().toLowerCase();
  return reasonCode.options.filter((code) => plainText(code, {}).toLowerCase().includes(wanted));
}

function plainText(code: ReasonCode, detail: ReasonDetail): string {
  const sentence = sentences[code];
  return typeof sentence === "string" ? sentence : sentence(detail);
}

function cutOf({ cutTo, chars, vendorField = "the field" }: ReasonDetail): string {
  if (cutTo === undefined || chars === undefined) return "";
  return `; ${vendorField} does not hold all ${chars} characters of the answer, so it was cut to ${cutTo}`;
}

function named(fields: readonly string[] | undefined): string {
  return fields?.join(", ") ?? "…";
}

/** A record's budget is told by its record. */
function budgetName(scope: string): string {
  const [isOfRecord, per, from] = /^record:[^/]+(?:\/(day|month)\/(.+))?$/.exec(scope) ?? [];
  if (isOfRecord === undefined) return scope;
  return per === undefined ? "of this record" : `of this record for the ${per} from ${from}`;
}
