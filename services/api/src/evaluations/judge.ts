import type { EvaluationDemand, EvaluationFigures, EvaluationMiss } from "@fieldwork/contracts/api";
import type { Enrichment } from "@fieldwork/enrichments";

type Thresholds = NonNullable<Enrichment["evaluation"]>;

/** What a definition demands of a model, one by one. Pure. */
export function demandsOf(thresholds: Thresholds | undefined): EvaluationDemand[] {
  return Object.entries(thresholds ?? {}).flatMap(([output, demanded]) =>
    (["agreement", "precision", "abstained"] as const).flatMap((what) => {
      const share = demanded[what];
      return share === undefined ? [] : [{ output, what, share }];
    }),
  );
}

/**
 * What a model did not reach of what the definition demands. Shares must be reached by the lower end of
 * their interval, so that a few lucky cases prove nothing; a case that was not answered proves nothing either. Pure.
 */
export function missesOf(
  { model, failed, outputs }: EvaluationFigures,
  thresholds: Thresholds | undefined,
): EvaluationMiss[] {
  const unanswered =
    failed === 0
      ? []
      : [{ model, output: null, what: "failed", demanded: 0, reached: failed } as const];
  const missed = Object.entries(thresholds ?? {}).flatMap(([name, demanded]) => {
    const figures = outputs.find(({ output }) => output === name);
    if (figures === undefined) return [];
    const { agreement, precision, abstained, answers } = figures;
    const miss = (what: EvaluationMiss["what"], least: number, reached: number) => ({
      ...{ model, output: name, what, demanded: least, reached },
    });
    const lower = (what: "agreement" | "precision", low: number) => {
      const least = demanded[what];
      return least === undefined || low >= least ? [] : miss(what, least, low);
    };
    const most = demanded.abstained;
    const share = answers === 0 ? 1 : abstained / answers;
    return [
      ...[lower("agreement", agreement?.low ?? 0), lower("precision", precision?.low ?? 0)].flat(),
      ...(most === undefined || share <= most ? [] : [miss("abstained", most, share)]),
    ];
  });
  return [...unanswered, ...missed];
}
