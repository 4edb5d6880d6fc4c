import { countLine } from "@fieldwork/embedded";
import { delay } from "@fieldwork/runtime";
import { createBenchStack } from "./bench-stack.ts";

const changes = 50_000;

interface MemoryFigures {
  secondTenthMb: number;
  lastTenthMb: number;
  ratio: number;
  recordsPerSecond: number;
}

/** Drains changes of distinct inputs; memory is flat when the last tenth takes what the second took. */
export async function benchMemory(say: (line: string) => void): Promise<{ memory: MemoryFigures }> {
  const stack = await createBenchStack({ companies: changes });
  const samples: { settled: number; rssMb: number }[] = [];
  try {
    const startedAt = performance.now();
    await stack.line.start();
    for (let settled = 0; settled < changes; ) {
      await delay(500);
      settled = (await countLine(stack.line.database)).settled;
      samples.push({ settled, rssMb: process.memoryUsage.rss() / 2 ** 20 });
    }
    const tenth = (nth: number) =>
      median(
        samples
          .filter(
            ({ settled }) =>
              settled > (changes * (nth - 1)) / 10 && settled <= (changes * nth) / 10,
          )
          .map(({ rssMb }) => rssMb),
      );
    const [secondTenthMb, lastTenthMb] = [Math.round(tenth(2)), Math.round(tenth(10))];
    const figures: MemoryFigures = {
      secondTenthMb,
      lastTenthMb,
      ratio: Math.round((lastTenthMb / secondTenthMb) * 100) / 100,
      recordsPerSecond: Math.round((changes * 1000) / (performance.now() - startedAt)),
    };
    say(`${changes} changes at ${figures.recordsPerSecond} records/s`);
    say(
      `RSS in the second tenth ${secondTenthMb} MB, in the last ${lastTenthMb} MB: ratio ${figures.ratio}`,
    );
    return { memory: figures };
  } finally {
    await stack.stop();
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
