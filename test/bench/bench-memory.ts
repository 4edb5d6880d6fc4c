import { delay } from "@fieldwork/runtime";
import { countLine } from "@fieldwork/store/reading";
import { createBenchStack } from "./bench-stack.ts";
import { type Flatness, flatnessOf, flatnessText, type Sample } from "./flatness.ts";
import { benchProductionMemory, type ProductionMemory } from "./production/production-memory.ts";

const embeddedChanges = 50_000;
const productionChanges = 200_000;

export interface MemoryOptions {
  /** `embedded`, `production`; both, when empty. */
  only: readonly string[];
  say: (line: string) => void;
}

/** Drains changes of distinct inputs; memory is flat when the last tenth takes what the second took. */
export async function benchMemory({ only, say }: MemoryOptions): Promise<{
  memory: { embedded?: Flatness; production?: ProductionMemory };
}> {
  const isWanted = (name: string) => only.length === 0 || only.includes(name);
  const embedded = isWanted("embedded") ? await benchEmbeddedMemory(say) : undefined;
  const production = isWanted("production")
    ? await benchProductionMemory(productionChanges, say)
    : undefined;
  return { memory: { ...(embedded && { embedded }), ...(production && { production }) } };
}

async function benchEmbeddedMemory(say: (line: string) => void): Promise<Flatness> {
  const stack = await createBenchStack({ companies: embeddedChanges });
  const samples: Sample[] = [];
  try {
    const startedAt = performance.now();
    await stack.line.start();
    for (let done = 0; done < embeddedChanges; ) {
      await delay(500);
      done = (await countLine(stack.line.database)).finished;
      samples.push({ done, mb: process.memoryUsage.rss() / 2 ** 20 });
    }
    const seconds = (performance.now() - startedAt) / 1000;
    const flatness = flatnessOf(samples, embeddedChanges);
    say(
      `embedded: ${embeddedChanges} changes at ${Math.round(embeddedChanges / seconds)} a second`,
    );
    say(`RSS ${flatnessText(flatness)}`);
    return flatness;
  } finally {
    await stack.stop();
  }
}
