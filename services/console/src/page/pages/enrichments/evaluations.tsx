import type { Reply } from "@fieldwork/contracts/client";
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useApi } from "../../app/use-api.ts";
import { enrichmentTexts } from "../../texts/enrichments.ts";
import { countText, percentText, secondsText, usdText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";

type Shown = Reply<"evaluations.show">;
type Figures = NonNullable<Shown["figures"]>[number];

interface Row {
  model: Figures;
  output: Figures["outputs"][number];
  isMissed: boolean;
}

const told = enrichmentTexts.evaluations;

/** How often models were right, the last time that they were asked labelled cases. */
export function Evaluations({ name }: { name: string }): ReactNode {
  const list = useApi("evaluations.list", { query: { enrichment: name } });
  return (
    <Section title={told.title} hint={told.hint}>
      <Loaded query={list}>
        {({ evaluations }) => {
          const newest = evaluations.find(({ open }) => open === 0);
          return newest ? (
            <Newest id={newest.id} />
          ) : (
            <Rows
              rows={[]}
              keyOf={String}
              columns={[]}
              empty={told.none}
              emptyHint={told.how(name)}
            />
          );
        }}
      </Loaded>
    </Section>
  );
}

function Newest({ id }: { id: string }): ReactNode {
  return (
    <Loaded query={useApi("evaluations.show", { params: { id } })}>
      {(evaluation) => (
        <>
          <Text size="sm" c="dimmed">
            <Time at={evaluation.orderedAt} />{" "}
            {told.of(evaluation.definitionHash, evaluation.orderedBy)}
          </Text>
          <FigureRows rows={rowsOf(evaluation)} />
        </>
      )}
    </Loaded>
  );
}

function rowsOf({ figures, misses }: Shown): Row[] {
  return (figures ?? []).flatMap((model) =>
    model.outputs.map((output) => ({
      ...{ model, output },
      isMissed: misses.some((miss) => miss.model === model.model && miss.output === output.output),
    })),
  );
}

function FigureRows({ rows }: { rows: readonly Row[] }): ReactNode {
  return (
    <Rows
      rows={rows}
      keyOf={({ model, output }) => `${model.model} ${output.output}`}
      empty={told.none}
      minWidth={840}
      columns={[
        { title: told.model, cell: ({ model }) => model.model },
        { title: told.output, cell: ({ output }) => output.output },
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
        { title: told.p95, isNumber: true, cell: ({ model: { p95Ms } }) => msText(p95Ms) },
        { title: told.verdict, cell: ({ isMissed }) => (isMissed ? told.missed : told.nothing) },
      ]}
    />
  );
}

function intervalText(interval: Row["output"]["agreement"]): string {
  if (interval === null) return told.nothing;
  const { share, low, high } = interval;
  return told.interval(percentText(share), percentText(low), percentText(high));
}

function costText({ costNanoUsd }: Figures): string {
  return costNanoUsd === null ? told.nothing : usdText(`${Math.round(costNanoUsd)}`);
}

function msText(ms: number | null): string {
  return ms === null ? told.nothing : enrichmentTexts.versions.seconds(secondsText(ms));
}
