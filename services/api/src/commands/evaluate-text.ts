import { usdFromNano } from "@fieldwork/contracts";
import type {
  EvaluationFigures,
  EvaluationMiss,
  OutputFigures,
  ShownEvaluation,
} from "@fieldwork/contracts/api";
import { type Screen, tableText } from "../command-line/screen.ts";
import { many } from "./command.ts";

/** Each model's figures beside the others', output by output, and what was missed. Pure. */
export function evaluationText(
  evaluation: ShownEvaluation,
  screen: Pick<Screen, "columns">,
): string {
  const { enrichment, definitionHash, promptVersion, casesHash } = evaluation;
  const figures = evaluation.figures ?? [];
  const cases = Math.max(0, ...figures.map(({ asked }) => asked));
  const outputs = figures[0]?.outputs.map(({ output }) => output) ?? [];
  return [
    `${enrichment} ${definitionHash}  prompt ${promptVersion ?? "?"}  ${many(cases, "case")} ${casesHash}`,
    ...outputs.map((output) => outputText(output, figures, screen)),
    costText(figures, screen),
    ...figures.flatMap(problemsText),
    verdictText(evaluation),
  ].join("\n\n");
}

/** Pure. */
export function lockedText({ file, version }: { file: string; version: number }): string {
  return `Version ${version} of the prompt is locked with these figures in ${file}: commit it, then npx fieldwork definitions release.`;
}

function outputText(
  output: string,
  figures: readonly EvaluationFigures[],
  { columns }: Pick<Screen, "columns">,
): string {
  const rows = figures.flatMap(({ model, outputs }) => {
    const found = outputs.find((one) => one.output === output);
    return found ? [outputRow(model, found)] : [];
  });
  const head = [output, "agreement", "abstained", "rejected", "written", "precision of these"];
  const confused = figures.flatMap(({ model, outputs }) => {
    const found = outputs.find((one) => one.output === output)?.confused ?? [];
    return found.map(
      ({ expected, given, count }) => `  ${model}: ${given} in place of ${expected}, ${count}×`,
    );
  });
  return [tableText([head, ...rows], { columns, whole: 1 }), ...confused].join("\n");
}

function outputRow(model: string, one: OutputFigures): string[] {
  const { agreement, abstained, rejected, written, precision, labelled } = one;
  return [
    model,
    intervalText(agreement),
    `${abstained}`,
    `${rejected}`,
    labelled === 0 ? "–" : `${written} of ${labelled}`,
    intervalText(precision),
  ];
}

function intervalText(interval: OutputFigures["agreement"]): string {
  if (interval === null) return "–";
  const { share, low, high } = interval;
  return `${percent(share)} (${percent(low)} to ${percent(high)})`;
}

function costText(
  figures: readonly EvaluationFigures[],
  { columns }: Pick<Screen, "columns">,
): string {
  const rows = figures.map(({ model, costNanoUsd, p50Ms, p95Ms, spentNanoUsd, ...counts }) => [
    model,
    `${counts.answered} answered${counts.known > 0 ? ` (${counts.known} known)` : ""}, ${counts.failed} failed`,
    costNanoUsd === null ? "–" : usd(costNanoUsd, 6),
    ...[msText(p50Ms), msText(p95Ms), usd(spentNanoUsd, 4)],
  ]);
  const head = ["model", "cases", "a record", "p50", "p95", "in all"];
  return tableText([head, ...rows], { columns, whole: 1 });
}

function problemsText({ model, problems }: EvaluationFigures): string[] {
  if (problems.length === 0) return [];
  const told = problems.map(({ detail, count }) => `  ${count}× ${detail}`);
  return [[`${model} did not answer:`, ...told].join("\n")];
}

function verdictText({ isJudged, misses, enrichment }: ShownEvaluation): string {
  if (misses.length > 0) return misses.map(missText).join("\n");
  if (isJudged) return "Every model reaches what the definition demands.";
  return `The definition demands nothing: write evaluation: into the enrichment.yaml of ${enrichment}.`;
}

function missText({ model, output, what, demanded, reached }: EvaluationMiss): string {
  if (what === "failed") return `Missed: ${model} did not answer ${many(reached, "case")}.`;
  if (what === "abstained") {
    return `Missed: ${model} abstains from ${output} in ${percent(reached)} of the cases; at most ${percent(demanded)} are allowed.`;
  }
  return `Missed: the ${what} of ${model} on ${output} is certain from ${percent(reached)} only; ${percent(demanded)} is demanded.`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function usd(nano: number, digits: number): string {
  return `$${usdFromNano(BigInt(Math.round(nano))).toFixed(digits)}`;
}

function msText(ms: number | null): string {
  return ms === null ? "–" : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
