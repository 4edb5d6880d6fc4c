import { type Flatness, flatnessOf, flatnessText } from "../flatness.ts";
import { drain, startDrainStack } from "./production-drain.ts";

export interface ProductionMemory {
  changes: number;
  recordsPerSecond: number;
  /** By process; Redis by its own count of what it uses. */
  parts: Record<string, Flatness>;
  worstRatio: number;
}

/** Watches every process while it drains changes. */
export async function benchProductionMemory(
  changes: number,
  say: (line: string) => void,
): Promise<ProductionMemory> {
  const stack = await startDrainStack(changes);
  try {
    const { seconds, samples } = await drain(stack, { changes, sampleEveryMs: 1000 });
    const recordsPerSecond = Math.round(changes / seconds);
    const parts = Object.fromEntries(
      [...samples].map(([part, some]) => [part, flatnessOf(some, changes)]),
    );
    const worstRatio = Math.max(...Object.values(parts).map(({ ratio }) => ratio));
    say(`production: ${changes} changes at ${recordsPerSecond} a second`);
    for (const [part, flatness] of Object.entries(parts)) {
      say(`${part.padEnd(12)} ${flatnessText(flatness)}`);
    }
    return { changes, recordsPerSecond, parts, worstRatio };
  } finally {
    await stack.stop();
  }
}
