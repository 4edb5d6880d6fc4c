import type { ReasonCode } from "./reason.ts";

const fixInput = "Fill in the field in the CRM; the change wants the work again by itself.";
const nothing = "Nothing has to be done: it is as it should be.";
const passes = "It passes by itself. Replay what became a dead letter meanwhile.";
const look =
  "Look at a sample and at the logs of that time. If it looks like a fault of ours, report it with the code and the shape; replay after an update.";
const byHand = "Look at the review: approve the answer, correct it or reject it.";

/** What to do about each reason before its dead letters are replayed. One for each code, so that none is forgotten. */
const remedies: Readonly<Record<ReasonCode, string>> = {
  "asked-by-another": passes,
  "input-empty": fixInput,
  "input-hidden":
    "Give the CRM's integration user the right to read the field; the record is then read again.",
  "record-deleted": "Discard it: the record no longer exists.",
  "record-merged": "Discard it: the record goes on under another id.",
  "record-converted": "Discard it: the record goes on under another id.",
  "record-gone": "Discard it: the record no longer exists.",
  "not-wanted": nothing,
  "enrichment-undefined":
    "Release the definition again (npx fieldwork definitions release) and replay, or discard it.",
  "budget-exhausted": "Raise the budget or wait until it turns over, then replay.",
  "admission-refused": passes,
  "field-hidden":
    "Give the CRM's integration user the right to read and edit the field, then replay.",
  "not-sent-yet": passes,
  "parent-busy": passes,
  "read-too-old": passes,
  braked: "Fix what the CRM refuses (the reason quotes it); one record is tried now and then.",
  held: "Lift the hold; what waits goes on by itself.",
  discarded: nothing,
  "nothing-to-write": nothing,
  stopped: passes,
  "lease-lost": passes,
  "backend-unavailable": "Check PostgreSQL, and Redis in production; then replay.",
  "log-unavailable": "Check Kafka; then replay.",
  "data-invalid":
    "Look at a sample: the record holds something that the store cannot. Correct it in the CRM, or discard it.",
  "event-malformed":
    "Edit the event until it fits its topic, or discard it. A replay reads the record from the CRM.",
  "config-invalid":
    "Correct the configuration (npx fieldwork doctor names the place), restart, then replay.",
  "definition-invalid": "Correct the definition, release it, then replay.",
  internal: look,

  "field-empty": nothing,
  "value-is-ours": nothing,
  ordered: nothing,
  "goes-with-value": nothing,
  "not-taken": nothing,
  pinned: "Unpin the field if the answer is to be written.",
  unpinned: nothing,
  "changed-since": "Look at the value that stands there now, and order again.",
  withdrawn: "Run the enrichment again for this record if the answer is wanted after all.",
  "policy-always": nothing,
  "policy-never": "Change the field's policy in the definition if it is to be written.",
  "policy-if-empty": "Change the field's policy in the definition if it is to be replaced.",
  "value-stands": nothing,
  "human-value": "Take ours in the review if the person's value is to be replaced.",
  "cleared-by-person": "Take ours in the review if the blank is to be filled.",
  "edit-overwritten":
    "Correct the field if the edit is to stand, or keep what is there. Until then it is left as it is.",
  "newer-answer": nothing,
  "low-confidence": byHand,
  "formula-like": byHand,
  abstained: "Give the model more to go on: name further inputs in the definition.",
  rejected:
    "Look at the problems our checks found. Correct the definition's prompt or its outputs.",
  "field-missing": "Create the field in the CRM (npx fieldwork prepare names it), then replay.",
  "field-read-only": "Give the CRM's integration user the right to edit the field, then replay.",
  "value-too-long":
    "Lower maxChars of the output in the definition, or make the CRM's field longer.",
  "value-unfit":
    "Correct the answer in the review, or the type of the output in the definition; then replay.",
  "option-unknown":
    "Add the option to the CRM's field, or remove it from the definition; then replay.",
  "option-not-for-record":
    "Give the record type or the controlling value this option in the CRM's setup, or correct the answer in the review.",

  "model-too-long":
    "Shorten the inputs of the definition, or route it to a model with a longer window.",
  "model-refused-request":
    "Look at what the vendor said. Correct the definition or the model's settings, then replay.",
  "model-refused-content":
    "Route the enrichment to another model as well, or discard these records.",
  "model-truncated": "Raise the limit of output tokens in the definition, then replay.",
  "model-unreadable":
    "Try another model of the route; replay a few to see whether it happens again.",
  "model-unknown-model": "Correct the model's name in the route, then replay.",
  "model-refused-parameter": "Remove the parameter from the model's settings, then replay.",
  "model-refused-key": "Renew the vendor's key, then replay.",
  "model-not-permitted": "Have the vendor enable the model for the account, or change the route.",
  "model-quota": "Top up the vendor's account, then replay.",
  "model-rate-limited": passes,
  "model-busy": passes,
  "model-unreachable": "Check the network and the proxy; then replay.",
  "model-broken": passes,
  "model-timed-out": passes,
  "model-not-configured": "Set the vendor's key or remove the model from the route, then replay.",
  "model-unpriced": "State the model's price in models.yaml, then replay.",

  "crm-locked": "Unlock the record in the CRM, then replay.",
  "crm-locked-by-approval": "Finish the approval in the CRM, then replay.",
  "crm-automation-limit":
    "Look at the flows and triggers that run on this object in the CRM; then replay at a slower pace.",
  "crm-refused-record":
    "Look at what the CRM said: often a validation rule or a required field. Correct it there, then replay.",
  "crm-refused-call": "Look at what the CRM said. If it looks like a fault of ours, report it.",
  "crm-turned-away": "Let the proxy or firewall in front of the CRM pass our calls, then replay.",
  "crm-refused-read": "Give the CRM's integration user the right to read the object, then replay.",
  "crm-unknown-field":
    "Create the field, or give the integration user the right to see it; then replay.",
  "crm-not-permitted": "Give the CRM's integration user the missing right, then replay.",
  "crm-wrong-endpoint": "Correct the address of the connection, then replay.",
  "crm-refused-alike": "Fix what the CRM refuses for all records, then replay.",
  "crm-refused-credentials": "Renew the connection's credentials, then replay.",
  "crm-quota": "Wait until the CRM's quota turns over, then replay.",
  "crm-rate-limited": passes,
  "crm-busy": passes,
  "crm-unreachable": "Check the network and the CRM's status page; then replay.",
  "crm-timed-out": passes,
  "crm-cut-off": passes,
  "crm-broken": passes,
  "crm-unreadable": look,
  "crm-unanswered": "Look at the record in the CRM; a replay compares before it writes.",
  "crm-held-back": passes,
  "crm-late": passes,
  "crm-overtaken": passes,
  "crm-just-changed": passes,
};

/** What a person can do about a reason, as a sentence. Pure. */
export function remedyText(code: ReasonCode): string {
  return remedies[code];
}
