import type { Reply } from "@fieldwork/contracts/client";
import { SimpleGrid, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useApi } from "../../app/use-api.ts";
import { operationsTexts } from "../../texts/operations.ts";
import { LineChart, type Series } from "../../ui/line-chart.tsx";
import { countText, usdText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";

const told = operationsTexts.trends;
/** As often as the API looks. */
const everyMs = 10_000;

type Trends = Reply<"trends.show">;

/** Where the line comes from: its last half hour as lines. */
export function LineTrends(): ReactNode {
  const trends = useApi("trends.show", {}, { everyMs: () => everyMs });
  return (
    <Section id="trends" title={told.title} hint={told.hint}>
      <Loaded query={trends}>{(shown) => <Charts {...shown} />}</Loaded>
    </Section>
  );
}

function Charts({ times, waiting, active, behind, spentNanoUsd }: Trends): ReactNode {
  const spent = [{ name: told.allCalls, values: spentNanoUsd }];
  const readers = behind.map(({ name, values }) => ({ name: told.reader(name), values }));
  const charts: { title: string; series: Series[]; text: (value: number) => string }[] = [
    { title: told.waiting, series: waiting, text: countText },
    { title: told.active, series: active, text: countText },
    { title: told.behind, series: readers, text: countText },
    { title: told.spent, series: spent, text: usdText },
  ];
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      {charts.map(({ title, series, text }) => (
        <div key={title}>
          <Title order={3} size="h6" mb={4}>
            {title}
          </Title>
          {times.length < 2 || series.length === 0 ? (
            <Text size="sm" c="dimmed">
              {told.nothing}
            </Text>
          ) : (
            <LineChart
              {...{ title, times, series, text }}
              timeTitle={told.time}
              unknown={told.unknown}
            />
          )}
        </div>
      ))}
    </SimpleGrid>
  );
}
