import { Group, Text } from "@mantine/core";
import { type PointerEvent, type ReactNode, useState } from "react";
import { texts } from "../texts.ts";
import { Chart, ink, Legend } from "./charts.tsx";
import { pathsOf } from "./line-paths.ts";
import { Rows } from "./rows.tsx";
import { clockTime } from "./time.tsx";

export interface Series {
  name: string;
  /** One for each time; null where nothing is known. */
  values: readonly (number | null)[];
}

interface LineChartProps {
  title: string;
  times: readonly string[];
  series: readonly Series[];
  /** A value for people. */
  text: (value: number) => string;
  /** The title of the table's column of times. */
  timeTitle: string;
  unknown: string;
}

const colors = ["indigo-6", "orange-7", "teal-7", "pink-7", "cyan-8", "lime-9"];
// Whoever does not tell the colours apart tells the strokes.
const strokes = [undefined, "6 3", "2 3", "8 3 2 3", "12 4", "4 2"];
const height = 96;

/** Lines over time, the newest on the right; under the pointer the values of that moment. */
export function LineChart(props: LineChartProps): ReactNode {
  const { title, times, series, text, timeTitle, unknown } = props;
  const [pointed, setPointed] = useState<number | undefined>();
  const last = times.length - 1;
  const at = Math.min(pointed ?? last, last);
  const most = Math.max(...series.flatMap(({ values }) => values.map((value) => value ?? 0)), 0);
  const told = (value: number | null | undefined) => (value == null ? unknown : text(value));
  const entries = series.map(({ name, values }, place) => ({
    ...{ name, color: colors[place % colors.length] ?? "indigo-6" },
    text: `${name}: ${told(values[at])}`,
  }));
  const point = ({ currentTarget, clientX }: PointerEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    setPointed(Math.max(0, Math.min(last, Math.round(((clientX - left) / width) * last))));
  };
  return (
    <Chart
      says={`${title}: ${entries.map((one) => one.text).join(", ")}`}
      table={
        <Rows
          rows={times.map((time, place) => ({ time, place })).toReversed()}
          keyOf={({ time }) => time}
          empty=""
          minWidth={220}
          columns={[
            { title: timeTitle, cell: ({ time }) => clockTime(time) },
            ...series.map(({ name, values }) => ({
              ...{ title: name, isNumber: true },
              cell: ({ place }: { place: number }) => told(values[place]),
            })),
          ]}
        />
      }
    >
      <svg
        width="100%"
        height={height}
        viewBox={`0 0 ${Math.max(last, 1)} 100`}
        preserveAspectRatio="none"
        aria-hidden
        className="columns"
        onPointerMove={point}
        onPointerLeave={() => setPointed(undefined)}
      >
        {series.map(({ name, values }, place) => (
          <path
            key={name}
            d={pathsOf(values, most)}
            fill="none"
            stroke={ink(colors[place % colors.length] ?? "indigo-6")}
            strokeWidth={2}
            strokeDasharray={strokes[place % strokes.length]}
            vectorEffect="non-scaling-stroke"
          />
        ))}
        {pointed !== undefined && (
          <path
            d={`M${at} 0V100`}
            stroke="currentColor"
            strokeWidth={1}
            vectorEffect="non-scaling-stroke"
          />
        )}
      </svg>
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          {times[0] && clockTime(times[0])}
        </Text>
        <Text size="xs" c="dimmed">
          {texts.common.atMost(told(most))}
        </Text>
        <Text size="xs" c="dimmed">
          {times[at] && clockTime(times[at])}
        </Text>
      </Group>
      <Legend entries={entries} />
    </Chart>
  );
}
