import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { texts } from "../texts.ts";

const barHeight = 20;

/** What has not begun stays in the background, in light and dark. */
export const quiet = "quiet";

export function ink(color: string): string {
  if (color === quiet)
    return "light-dark(var(--mantine-color-gray-3), var(--mantine-color-dark-3))";
  return `var(--mantine-color-${color})`;
}

/** A chart with what it says in a sentence, and a table behind it. */
export function Chart({
  says,
  children,
  table,
}: {
  says: string;
  children: ReactNode;
  table: ReactNode;
}): ReactNode {
  return (
    <figure className="chart">
      <div role="img" aria-label={says}>
        {children}
      </div>
      <details>
        <summary>
          <Text component="span" size="sm">
            {texts.common.asTable}
          </Text>
        </summary>
        {table}
      </details>
    </figure>
  );
}

export interface Slice {
  name: string;
  color: string;
  count: number;
}

/** Parts of a whole, side by side. */
export function StackedBar({
  slices,
  whole,
}: {
  slices: readonly Slice[];
  whole: number;
}): ReactNode {
  let at = 0;
  return (
    <svg width="100%" height={barHeight} aria-hidden className="bar">
      {slices.map(({ name, color, count }) => {
        const width = (count / Math.max(whole, 1)) * 100;
        const x = at;
        at += width;
        return (
          <rect key={name} x={`${x}%`} width={`${width}%`} height={barHeight} fill={ink(color)} />
        );
      })}
    </svg>
  );
}

/** What the colours of a bar mean, with its figures. */
export function Legend({
  entries,
}: {
  entries: readonly { name: string; color: string; text: string }[];
}): ReactNode {
  return (
    <Group component="ul" className="plain" gap="md" mt={6}>
      {entries.map(({ name, color, text }) => (
        <Group component="li" key={name} gap={6} wrap="nowrap">
          <svg width={10} height={10} aria-hidden className="whole">
            <rect width={10} height={10} rx={2} fill={ink(color)} />
          </svg>
          <Text size="sm">{text}</Text>
        </Group>
      ))}
    </Group>
  );
}

export interface Mark {
  name: string;
  color: string;
  value: number;
}

/** How far an amount has come, with marks to compare it with. */
export function AmountBar({ value, marks }: { value: number; marks: readonly Mark[] }): ReactNode {
  const most = Math.max(value, ...marks.map((one) => one.value), 1) * 1.02;
  const share = (of: number) => `${(of / most) * 100}%`;
  return (
    <svg width="100%" height={barHeight} aria-hidden className="bar">
      <rect y={4} width={share(value)} height={barHeight - 8} fill={ink("indigo-6")} />
      {marks.map(({ name, color, value: at }) => (
        <rect key={name} x={share(at)} width={3} height={barHeight} fill={ink(color)} />
      ))}
    </svg>
  );
}

const columnsHeight = 64;

/** One column for each minute, the newest on the right. */
export function Columns({ values }: { values: readonly number[] }): ReactNode {
  const most = Math.max(...values, 1);
  const width = 100 / values.length;
  return (
    <svg width="100%" height={columnsHeight} aria-hidden className="columns">
      {values.map((value, place) => {
        const height = (value / most) * (columnsHeight - 2);
        return (
          <rect
            key={place}
            x={`${place * width + width * 0.1}%`}
            y={columnsHeight - height}
            {...{ width: `${width * 0.8}%`, height, fill: ink("indigo-6") }}
          />
        );
      })}
    </svg>
  );
}
