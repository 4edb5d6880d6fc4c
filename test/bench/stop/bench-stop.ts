import type { BenchOptions } from "../bench-line.ts";
import { type BusyLine, openEmbedded, openProduction } from "./busy-lines.ts";
import { measureStops, type Round } from "./measure-stops.ts";

export interface StopFigures {
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
}

const lines: Readonly<Record<string, () => Promise<BusyLine>>> = {
  embedded: openEmbedded,
  production: openProduction,
};
const limitMs = 1000;

/**
 * How long after the reply to an order the last call to a model or write to a CRM began that it covers,
 * by the vendors' own books. 0 when none did.
 */
export async function benchStop({
  only,
  say,
}: BenchOptions): Promise<Partial<Record<string, StopFigures>>> {
  const all: Record<string, StopFigures> = {};
  for (const [name, open] of Object.entries(lines)) {
    if (only.length > 0 && !only.includes(name)) continue;
    const line = await open();
    try {
      const rounds = await measureStops(line);
      all[name] = figuresOf(rounds);
      const { p50Ms, p99Ms, maxMs } = all[name];
      const before = rounds.reduce((sum, { begunBefore }) => sum + begunBefore, 0);
      say(`${name}: ${rounds.length} orders over ${before} calls and writes`);
      say(`the last began within ${p50Ms} ms (p50), ${p99Ms} ms (p99), ${maxMs} ms of the reply,`);
      say(
        `and at most ${Math.max(...rounds.map(({ untilLastMs }) => untilLastMs))} ms after the order was sent`,
      );
    } finally {
      await line.stop();
    }
  }
  if (Object.values(all).some(({ maxMs }) => maxMs > limitMs)) process.exitCode = 1;
  return all;
}

function figuresOf(rounds: readonly Round[]): StopFigures {
  const late = rounds.map(({ lateMs }) => lateMs).toSorted((a, b) => a - b);
  const at = (share: number) => late[Math.ceil(late.length * share) - 1] ?? 0;
  return { p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}
