import type { BenchOptions } from "../bench-line.ts";
import { drainDecade, type GrownDecade } from "./drain-decade.ts";

const smallest = 10_000;

export interface GrowthFigures {
  decades: GrownDecade[];
  /** The most that a record's CPU grows from one decade to the next. */
  worstCpuRatio: number;
}

/** Drains 10,000 changes, then ten times as many, up to `records`: what a record costs must not grow with them. */
export async function benchGrowth({ records, say }: BenchOptions): Promise<GrowthFigures> {
  const decades: GrownDecade[] = [];
  for (let changes = smallest; changes <= records; changes *= 10) {
    const decade = await drainDecade(changes);
    for (const line of textOf(decade)) say(line);
    decades.push(decade);
  }
  const ratios = decades
    .slice(1)
    .map(({ cpuMsPerRecord }, index) => cpuMsPerRecord / (decades[index]?.cpuMsPerRecord ?? 1));
  const worstCpuRatio = Math.round(Math.max(0, ...ratios) * 100) / 100;
  if (ratios.length > 0)
    say(`CPU of a record, from decade to decade: at most ${worstCpuRatio} times`);
  return { decades, worstCpuRatio };
}

function textOf(decade: GrownDecade): string[] {
  const { changes, recordsPerSecond, cpuMsPerRecord, cpuMsByPart, parts, postgres } = decade;
  const byPart = Object.entries(cpuMsByPart).map(([part, ms]) => `${part} ${ms}`);
  return [
    `${changes} changes at ${recordsPerSecond} a second`,
    `  CPU ${cpuMsPerRecord} ms a record, without the vendors: ${byPart.join(", ")}`,
    ...Object.entries(parts).map(
      ([part, { mb, ratio }]) =>
        `  ${part.padEnd(12)} ${mb} MB at most; last tenth over second ${ratio}`,
    ),
    `  PostgreSQL ${postgres.bytesPerRecord} bytes a record; ${postgres.bytesAfterRetention} once calls and intents are past their retention`,
  ];
}
