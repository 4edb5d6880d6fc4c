import type { BenchOptions } from "../bench-line.ts";
import { drainDecade, type GrownDecade } from "./drain-decade.ts";
import { judgeGrowth, type Limit } from "./judge-growth.ts";
import { checkRoom } from "./room.ts";

const smallest = 10_000;

export interface GrowthFigures {
  decades: GrownDecade[];
  limits: Limit[];
}

/** Drains 10,000 changes, then ten times as many, up to `records`: what a record costs must not grow with them. */
export async function benchGrowth({ records, say }: BenchOptions): Promise<GrowthFigures> {
  await checkRoom(records);
  const decades: GrownDecade[] = [];
  for (let changes = smallest; changes <= records; changes *= 10) {
    const decade = await drainDecade(changes);
    for (const line of textOf(decade)) say(line);
    decades.push(decade);
  }
  const limits = judgeGrowth(decades);
  for (const { what, value, most, isHeld } of limits)
    say(`${isHeld ? "held" : "NOT HELD"}: ${what} ${value}, at most ${most}`);
  if (limits.some(({ isHeld }) => !isHeld)) process.exitCode = 1;
  return { decades, limits };
}

function textOf(decade: GrownDecade): string[] {
  const { changes, recordsPerSecond, cpuMsPerRecord, cpuMsByPart, parts, postgres } = decade;
  return [
    `${changes} changes at ${recordsPerSecond} a second`,
    "  CPU a record, without the vendors",
    ...Object.entries({ ...cpuMsByPart, sum: cpuMsPerRecord }).map(
      ([part, ms]) => `    ${part.padEnd(22)} ${ms.toFixed(2).padStart(8)} ms`,
    ),
    "  memory                at most, last tenth over second",
    ...Object.entries(parts).map(
      ([part, { mb, ratio }]) =>
        `    ${part.padEnd(16)} ${String(mb).padStart(8)} MB ${ratio.toFixed(2).padStart(8)}`,
    ),
    "  PostgreSQL            bytes a record, once calls and intents are past their retention",
    ...Object.entries({ ...postgres.byTable, sum: postgres }).map(
      ([table, { bytesPerRecord, bytesAfterRetention }]) =>
        `    ${table.padEnd(16)} ${String(bytesPerRecord).padStart(8)} ${String(bytesAfterRetention).padStart(11)}`,
    ),
  ];
}
