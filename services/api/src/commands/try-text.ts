import { usdFromNano } from "@fieldwork/contracts";
import type { PreviewEvent, ProposedField } from "@fieldwork/contracts/api";

type Data<Event extends PreviewEvent["event"]> = Extract<PreviewEvent, { event: Event }>["data"];

/** All that has come in of a preview. */
export interface Preview {
  prompt: Data<"prompt"> | null;
  fields: ProposedField[] | null;
  usage: Data<"usage"> | null;
}

/** Pure. */
export function promptText({ instructions, input }: Data<"prompt">): string {
  return `${instructions}\n\n${input}`;
}

/** An answer as far as it has come in. Pure. */
export function partialText(partial: Data<"partial">): string {
  return Object.entries(partial)
    .map(([output, told]) => {
      const isAnswer = typeof told === "object" && told !== null && "value" in told;
      const value = isAnswer ? told.value : undefined;
      return `${output}  ${value === undefined || value === null ? "…" : String(value)}`;
    })
    .join("\n");
}

/** The whole of it, evidence marked »so«. Pure. */
export function previewText({ prompt, fields, usage }: Preview): string {
  return [
    ...(fields ?? []).map((field) => fieldText(field, prompt?.fields ?? {})),
    ...(prompt && prompt.masked.length > 0 ? [maskedText(prompt.masked)] : []),
    ...(usage ? [usageText(usage)] : []),
  ].join("\n\n");
}

/** What the model saw placeholders for. */
function maskedText(masked: Data<"prompt">["masked"]): string {
  const counts = masked.map(({ field, kind, count }) => `${count} ${kind} in ${field}`);
  return `masked for the model: ${counts.join(", ")}`;
}

function fieldText(proposed: ProposedField, inputs: Readonly<Record<string, string>>): string {
  const { field, label, value, confidence, place, rejected, today, decision } = proposed;
  const sure = `${Math.round(confidence * 100)} % sure`;
  const answer = value === null ? "no answer" : `${value}  (${sure})`;
  return [
    `${label} (${field}): ${answer}`,
    ...(rejected ?? []).map((problem) => `  taken away: ${problem}`),
    ...(place ? [`  ${place.field}: ${markedText(inputs[place.field] ?? "", place)}`] : []),
    `  today: ${today === undefined ? "hidden from us" : (today ?? "blank")}`,
    `  a write would be decided as ${decision.kind}: ${decision.text}`,
    ...(decision.needsReview ? ["  a person would have to decide"] : []),
  ].join("\n");
}

const charsAround = 60;

/** The words with a little of what stands around them. Pure. */
export function markedText(text: string, { start, end }: { start: number; end: number }): string {
  const from = Math.max(0, start - charsAround);
  const to = Math.min(text.length, end + charsAround);
  const before = `${from > 0 ? "…" : ""}${text.slice(from, start)}`;
  const after = `${text.slice(end, to)}${to < text.length ? "…" : ""}`;
  return `${before}»${text.slice(start, end)}«${after}`.replaceAll(/\s+/g, " ");
}

/** Pure. */
export function usageText(usage: Data<"usage">): string {
  const { provider, model, attempts, inputTokens, outputTokens, durationMs } = usage;
  const held = usage.heldNanoUsd > 0 ? ", held because the vendor did not say what it cost" : "";
  return [
    `${provider}/${model}`,
    `$${usdFromNano(BigInt(Math.round(usage.chargedNanoUsd))).toFixed(6)}${held}`,
    `${inputTokens} tokens in, ${outputTokens} out`,
    `${(durationMs / 1000).toFixed(1)} s`,
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
  ].join("  ");
}
