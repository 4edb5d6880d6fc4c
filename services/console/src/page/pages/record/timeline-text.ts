import { type Reason, reasonText } from "@fieldwork/contracts/page";
import { texts } from "../../texts.ts";
import { usdText } from "../../ui/money.ts";

/** One entry of a timeline, as the API gives it. */
export interface Entry {
  at: string;
  kind: string;
  enrichment: string | null;
  what: Readonly<Record<string, unknown>>;
}

/** A name of each, which stays however many come before or after it. Pure. */
export function keysOf(entries: readonly Entry[]): string[] {
  const alike = new Map<string, number>();
  return entries.map(({ at, kind, enrichment, what }) => {
    const name = [at, kind, enrichment, what.field].join(" ");
    const place = alike.get(name) ?? 0;
    alike.set(name, place + 1);
    return `${name} ${place}`;
  });
}

interface Facts {
  what: Entry["what"];
  enrichment: string;
  field: string;
  state: string;
  why: string | undefined;
  text: (name: string) => string | undefined;
}

const told = texts.timeline;

const sentences: Readonly<Record<string, (facts: Facts) => string>> = {
  changed: ({ what }) => (what.deleted === true ? told.deleted : told.changed),
  wanted: ({ what, enrichment }) => told.wanted(enrichment, list(what.wantedBy)),
  called: ({ what, text }) => {
    const model = `${text("provider")}/${text("model")}`;
    if (isNotSent(what)) return told.notAsked(model);
    return told.called(model, text("outcome"), {
      cost: what.costNanoUsd === null ? undefined : usdText(String(what.costNanoUsd)),
      arm: isSent(what.sent) ? policyOf(what.sent)?.arm : undefined,
    });
  },
  answered: ({ what, enrichment }) => told.answered(enrichment, what.reused === true),
  ordered: ({ field, text }) =>
    told.ordered(field, text("kind") ?? "", { value: text("value"), by: text("by") ?? "" }),
  decided: ({ field, text, why }) => told.decided(field, text("decision") ?? "", why),
  "review-opened": ({ field, why }) => told.reviewOpened(field, why),
  "review-closed": ({ field, text }) => told.reviewClosed(field, text("closedAs") ?? ""),
  sent: ({ field, text }) => told.sent(field, text("before"), text("after")),
  replied: ({ field, state, why }) => told.replied(field, state, why),
  ended: ({ enrichment, state, why }) => told.ended(enrichment, state, why),
  "order-ended": ({ field, state, why }) => told.orderEnded(field, state, why),
  "owner-changed": ({ field, text }) => told.ownerChanged(field, text("to") ?? "", text("value")),
};

/** What happened, in a sentence. Pure. */
export function sentenceOf({ kind, enrichment, what }: Entry): string {
  const text = (name: string) => (typeof what[name] === "string" ? what[name] : undefined);
  const sentence = sentences[kind];
  if (sentence === undefined) return kind;
  return sentence({
    ...{ what, text, enrichment: enrichment ?? "" },
    ...{ field: text("field") ?? "", state: text("state") ?? "", why: reasonOf(what.reason) },
  });
}

const failedStates = ["dead", "refused", "abandoned"];
const answers = ["clean", "partly-rejected"];

/** Pure. */
export function isFailure({ kind, what }: Entry): boolean {
  if (kind === "called") return what.outcome !== null && !answers.includes(String(what.outcome));
  return failedStates.includes(String(what.state));
}

/** Of a call: which fields of the record left with it, and what was masked; nothing where it was not noted. Pure. */
export function leftOf({ kind, what }: Entry): string | undefined {
  const { sent } = what;
  if (kind !== "called" || !isSent(sent) || isNotSent(what)) return undefined;
  const { fields, region } = sent;
  const left = told.leftFields(fields, region);
  const policy = policyOf(sent);
  if (policy === undefined || fields.length === 0) return left;
  return `${left} ${told.leftMasked(policy.rule, policy.definition)}`;
}

/** What was masked, by which definition and, in an experiment, the arm that the record is in. */
function policyOf({
  policy,
}: Sent): { rule: string; definition: string; arm?: string } | undefined {
  if (policy === null) return undefined;
  const [rule = "", named = ""] = policy.split(" ");
  const [definition = "", arm] = named.split("/");
  return { rule, definition, ...(arm !== undefined && { arm }) };
}

/** Of a call: the models that it was not made to, each with why. Pure. */
export function passedOverOf({ kind, what: { passedOver } }: Entry): string[] {
  if (kind !== "called" || !Array.isArray(passedOver)) return [];
  return passedOver.map(({ model, why }: { model: string; why: string }) =>
    told.passedOver(model, why),
  );
}

interface Sent {
  fields: string[];
  region: string | null;
  policy: string | null;
}

/** There was no room for it under the model's limits. */
function isNotSent({ outcome }: Entry["what"]): boolean {
  return outcome === "admission_refused";
}

function isSent(sent: unknown): sent is Sent {
  return typeof sent === "object" && sent !== null && "fields" in sent;
}

/** Everything that is known of it, as it is kept. Pure. */
export function detailsOf({ what, enrichment }: Entry): string {
  return JSON.stringify(enrichment === null ? what : { enrichment, ...what }, null, 2);
}

function reasonOf(reason: unknown): string | undefined {
  return typeof reason === "object" && reason !== null ? reasonText(reason as Reason) : undefined;
}

function list(values: unknown): string {
  return Array.isArray(values) ? values.join(", ") : "";
}
