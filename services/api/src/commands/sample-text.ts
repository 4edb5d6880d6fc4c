import { recordKey, usdFromNano } from "@fieldwork/contracts";
import type { ProposedField, SampleFigures, SampleMember } from "@fieldwork/contracts/api";
import { many } from "./command.ts";

export interface Sample {
  figures: SampleFigures;
  members: readonly SampleMember[];
}

/** Each answer beside what stands there today, and what all of them say. Pure. */
export function sampleText({ figures, members }: Sample): string {
  if (members.length === 0) return "Nothing was sampled yet, or it is gone: after 14 days it is.";
  return [...members.map(memberText), figuresText(figures)].join("\n\n");
}

function memberText({ ref, state, fields, problem }: SampleMember): string {
  const told = problem ? `  ${problem.detail}` : fields.length === 0 ? `  ${state}` : undefined;
  return [recordKey(ref), ...(told === undefined ? fields.map(fieldText) : [told])].join("\n");
}

function fieldText({ field, value, confidence, today, decision }: ProposedField): string {
  const answer = value === null ? "no answer" : `${value} (${Math.round(confidence * 100)} %)`;
  const stands = today === undefined ? "hidden" : (today ?? "blank");
  return `  ${field}: ${answer}; today: ${stands}; ${decision.needsReview ? "review" : decision.kind}`;
}

/** Pure. */
export function figuresText(figures: SampleFigures): string {
  const { asked, answered, failed, open, spentNanoUsd, calls, fields } = figures;
  const mean = (of: (call: (typeof calls)[number]) => number) =>
    calls.reduce((sum, call) => sum + of(call), 0) / calls.length;
  const each =
    calls.length === 0
      ? []
      : [
          `a record: ${usd(mean((one) => one.chargedNanoUsd))}, ${Math.round(mean((one) => one.inputTokens))} tokens in, ${Math.round(mean((one) => one.outputTokens))} out`,
        ];
  return [
    `${many(asked, "record")} asked: ${answered} answered, ${failed} failed, ${open} open; ${usd(spentNanoUsd)} in all`,
    ...each,
    ...fields.map(({ field, ...counts }) => `${field}: ${countsText(counts)}`),
  ].join("\n");
}

function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count} ${kind.replace("inReview", "to review")}`)
    .join(", ");
}

function usd(nano: number): string {
  return `$${usdFromNano(BigInt(Math.round(nano))).toFixed(6)}`;
}
