import type { Reply } from "@fieldwork/contracts/client";
import { Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useApi } from "../../app/use-api.ts";
import { evaluationTexts as told } from "../../texts/evaluations.ts";
import { quiet, StackedBar } from "../../ui/charts.tsx";
import { countText, percentText, secondsText, usdText } from "../../ui/money.ts";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { StopEvaluation } from "./stop-evaluation.tsx";

type Shown = Reply<"evaluations.show">;
type Figures = NonNullable<Shown["figures"]>[number];

interface Row {
  model: Figures;
  output: Figures["outputs"][number];
  verdict: string;
}

const lookEveryMs = 1000;

/** How far one evaluation is and, once it has ended, what it found. */
export function EvaluationFigures({ id }: { id: string }): ReactNode {
  const evaluation = useApi(
    "evaluations.show",
    { params: { id } },
    { everyMs: (shown) => shown !== undefined && shown.open > 0 && lookEveryMs },
  );
  return (
    <Loaded query={evaluation}>
      {(shown) => (
        <Stack gap="xs" mt="md">
          <Title order={3} size="h6">
            {told.figuresTitle(shown.definitionHash)}
          </Title>
          <Demands shown={shown} />
          {shown.figures === null ? <Progress shown={shown} /> : <Found shown={shown} />}
        </Stack>
      )}
    </Loaded>
  );
}

function Demands({ shown: { demands } }: { shown: Shown }): ReactNode {
  if (demands.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {told.noThresholds}
      </Text>
    );
  const texts = demands.map(({ output, what, share }) => `${output} ${told.demand[what](share)}`);
  return (
    <Text size="sm" c="dimmed">
      {told.thresholds}: {texts.join("; ")}.
    </Text>
  );
}

function Progress({ shown: { id, ended, open } }: { shown: Shown }): ReactNode {
  const slices = [
    { name: "ended", color: "indigo-6", count: ended },
    { name: "open", color: quiet, count: open },
  ];
  return (
    <>
      <StackedBar slices={slices} whole={ended + open} />
      <Group justify="space-between">
        <Text size="sm" role="status">
          {told.progress(countText(ended), countText(ended + open))}
        </Text>
        <StopEvaluation {...{ id, open }} />
      </Group>
    </>
  );
}

function Found({ shown }: { shown: Shown }): ReactNode {
  const figures = shown.figures ?? [];
  const cases = Math.max(0, ...figures.map(({ asked }) => asked));
  const known = figures.reduce((sum, one) => sum + one.known, 0);
  const spent = figures.reduce((sum, { spentNanoUsd }) => sum + spentNanoUsd, 0);
  return (
    <>
      <Text size="sm">
        {told.summary(countText(cases), usdText(spent))} {known > 0 && told.known(countText(known))}
      </Text>
      <FigureRows rows={rowsOf(shown)} />
      {figures.flatMap(({ model, problems }) =>
        problems.map(({ detail, count }) => (
          <Text key={`${model} ${detail}`} size="sm" className="breaks">
            {told.unanswered(model, countText(count), detail)}
          </Text>
        )),
      )}
      <Confusions figures={figures} />
    </>
  );
}

function rowsOf({ figures, misses, demands, comparedWith }: Shown): Row[] {
  return (figures ?? []).flatMap((model) =>
    model.outputs.map((output) => {
      const missed = misses
        .filter((one) => one.model === model.model)
        .filter((one) => one.output === output.output || one.output === null)
        .map(({ what, reached, demanded }) => told.miss[what](reached, demanded));
      const isDemanded = demands.some((one) => one.output === output.output);
      const reached = isDemanded ? told.reached : told.nothing;
      const judged = missed.length > 0 ? told.missed(missed) : reached;
      return { model, output, verdict: model.model === comparedWith ? told.compared : judged };
    }),
  );
}

function FigureRows({ rows }: { rows: readonly Row[] }): ReactNode {
  return (
    <Rows
      rows={rows}
      keyOf={({ model, output }) => `${model.model} ${output.output}`}
      empty={told.none}
      minWidth={980}
      columns={[
        { title: told.model, isName: true, cell: ({ model }) => model.model },
        { title: told.output, isName: true, cell: ({ output }) => output.output },
        {
          title: told.agreement,
          isNumber: true,
          cell: ({ output }) => intervalText(output.agreement),
        },
        {
          title: told.precision,
          isNumber: true,
          cell: ({ output }) => intervalText(output.precision),
        },
        {
          title: told.abstained,
          isNumber: true,
          cell: ({ output }) => told.count(countText(output.abstained), countText(output.answers)),
        },
        { title: told.cost, isNumber: true, cell: ({ model }) => costText(model) },
        { title: told.p50, isNumber: true, cell: ({ model: { p50Ms } }) => msText(p50Ms) },
        { title: told.p95, isNumber: true, cell: ({ model: { p95Ms } }) => msText(p95Ms) },
        { title: told.verdict, isText: true, cell: ({ verdict }) => verdict },
      ]}
    />
  );
}

function Confusions({ figures }: { figures: readonly Figures[] }): ReactNode {
  const rows = figures.flatMap(({ model, outputs }) =>
    outputs.flatMap(({ output, confused }) => confused.map((one) => ({ model, output, ...one }))),
  );
  if (rows.length === 0) return null;
  return (
    <details>
      <summary>
        <Text component="span" size="sm">
          {told.confusions}
        </Text>
      </summary>
      <Rows
        rows={rows}
        keyOf={({ model, output, given, expected }) => `${model} ${output} ${given} ${expected}`}
        empty={told.nothing}
        minWidth={520}
        columns={[
          { title: told.model, cell: ({ model }) => model },
          { title: told.output, cell: ({ output }) => output },
          { title: told.given, cell: ({ given, expected }) => told.confusion(given, expected) },
          { title: told.times, isNumber: true, cell: ({ count }) => countText(count) },
        ]}
      />
    </details>
  );
}

function intervalText(interval: Row["output"]["agreement"]): string {
  if (interval === null) return told.nothing;
  const { share, low, high } = interval;
  return told.interval(percentText(share), percentText(low), percentText(high));
}

function costText({ costNanoUsd }: Figures): string {
  return costNanoUsd === null ? told.nothing : usdText(Math.round(costNanoUsd));
}

function msText(ms: number | null): string {
  return ms === null ? told.nothing : told.seconds(secondsText(ms));
}
