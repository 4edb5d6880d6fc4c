import type { Reply } from "@fieldwork/contracts/client";
import { Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useApi } from "../../../app/use-api.ts";
import { durationText } from "../../../texts/backfill-words.ts";
import { backfillTexts } from "../../../texts/backfills.ts";
import { Chart, Columns, Legend, StackedBar } from "../../../ui/charts.tsx";
import { countText, percentText, usdText } from "../../../ui/money.ts";
import { Section } from "../../../ui/page.tsx";
import { Rows } from "../../../ui/rows.tsx";
import { Loaded } from "../../../ui/states.tsx";
import { Time } from "../../../ui/time.tsx";
import { type Backfill, isLive, partColors, partsOf } from "../parts.ts";
import { Gates } from "./gates.tsx";
import { Ramp } from "./ramp.tsx";
import { Spend } from "./spend.tsx";

const told = backfillTexts.progress;
const lookEveryMs = 3000;
export type Progress = Reply<"backfills.progress">;

/** How far it is, how fast, what it waits for, what it costs, and how its steps did. */
export function ProgressView({ backfill }: { backfill: Backfill }): ReactNode {
  const { id, connection } = backfill;
  const args = { params: { id }, query: { connection } };
  const everyMs = isLive(backfill) && lookEveryMs;
  const progress = useApi("backfills.progress", args, { everyMs: () => everyMs });
  return (
    <Loaded query={progress}>
      {(shown) => (
        <Stack gap="md">
          <Section title={told.states}>
            <Figures progress={shown} />
            <States receipt={shown.receipt} />
          </Section>
          <Section title={told.ramp}>
            <Ramp backfill={backfill} steps={shown.steps} />
          </Section>
          <Gates backfill={backfill} />
          <Section title={told.spend}>
            <Spend progress={shown} />
          </Section>
          <Section title={told.rateTitle}>
            <Rate minutes={shown.minutes} />
          </Section>
        </Stack>
      )}
    </Loaded>
  );
}

function Figures({ progress }: { progress: Progress }): ReactNode {
  const { ended, records, perMinute, secondsLeft, spentNanoUsd } = progress;
  const { state, waitsFor, restUntil } = progress;
  const hasEnded = state === "finished" || state === "cancelled";
  const left = secondsLeft === null ? told.unknown : durationText(secondsLeft);
  const figures = [
    [told.figures.ended, `${countText(ended)} / ${countText(records)}`],
    [told.figures.rate, countText(Math.round(perMinute * 10) / 10)],
    ...(hasEnded ? [] : [[told.figures.left, left]]),
    [told.figures.spent, usdText(spentNanoUsd)],
  ];
  return (
    <Stack gap={6} mb="sm">
      <Group component="dl" gap="xl" m={0}>
        {figures.map(([name, value]) => (
          <div key={name} className="figure">
            <Text component="dt" size="xs" c="dimmed">
              {name}
            </Text>
            <Text component="dd" m={0} fw={600} size="lg">
              {value}
            </Text>
          </div>
        ))}
      </Group>
      <Text size="sm" role="status">
        {waitsFor && waitsFor.name !== "rest" && told.waits(waitsFor.name)}
        {state === "resting" && restUntil && (
          <>
            {told.rests} <Time at={restUntil} />
          </>
        )}
      </Text>
    </Stack>
  );
}

function States({ receipt }: Pick<Progress, "receipt">): ReactNode {
  const parts = partsOf(receipt).map(({ part, count }) => ({
    ...{ name: backfillTexts.parts[part], count, color: partColors[part] },
    text: `${countText(count)} ${backfillTexts.parts[part]}`,
  }));
  const { records } = receipt;
  return (
    <Chart
      says={`${backfillTexts.records(records)}: ${parts.map(({ text }) => text).join(", ")}`}
      table={
        <Rows
          rows={parts}
          keyOf={({ name }) => name}
          empty=""
          minWidth={260}
          columns={[
            { title: told.state, cell: ({ name }) => name },
            { title: told.count, isNumber: true, cell: ({ count }) => countText(count) },
            {
              title: told.part,
              isNumber: true,
              cell: ({ count }) => percentText(count / Math.max(records, 1)),
            },
          ]}
        />
      }
    >
      <StackedBar slices={parts} whole={records} />
      <Legend entries={parts} />
    </Chart>
  );
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short", hourCycle: "h23" });
const shownMinutes = 30;
const minuteMs = 60_000;

function Rate({ minutes }: Pick<Progress, "minutes">): ReactNode {
  const newest = minutes.at(-1);
  if (newest === undefined) return <Text size="sm">{told.noRate}</Text>;
  const byMinute = new Map(minutes.map(({ at, ended }) => [new Date(at).getTime(), ended]));
  const last = Math.floor(Date.now() / minuteMs) * minuteMs;
  const values = Array.from(
    { length: shownMinutes },
    (_, place) => byMinute.get(last - (shownMinutes - 1 - place) * minuteMs) ?? 0,
  );
  return (
    <Chart
      says={`${told.rateTitle}: ${minutes.map(({ at, ended }) => `${clock.format(new Date(at))} ${countText(ended)}`).join(", ")}`}
      table={
        <Rows
          rows={minutes.toReversed()}
          keyOf={({ at }) => at}
          empty=""
          minWidth={220}
          columns={[
            { title: told.minute, cell: ({ at }) => clock.format(new Date(at)) },
            { title: told.count, isNumber: true, cell: ({ ended }) => countText(ended) },
          ]}
        />
      }
    >
      <Columns values={values} />
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          {clock.format(new Date(last - (shownMinutes - 1) * minuteMs))}
        </Text>
        <Text size="xs" c="dimmed">
          {told.mostInMinute(Math.max(...values))}
        </Text>
        <Text size="xs" c="dimmed">
          {clock.format(new Date(last))}
        </Text>
      </Group>
    </Chart>
  );
}
