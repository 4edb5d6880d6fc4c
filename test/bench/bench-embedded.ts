import { delay } from "@fieldwork/runtime";
import { countLine } from "@fieldwork/store/reading";
import { createBenchStack } from "./bench-stack.ts";
import { findStagesSinceRead, round, type Stages, stageTable } from "./stages.ts";

export interface LineFigures {
  recordsPerSecond: number;
  maxRssMb: number;
  stages: Stages;
  cpuMsPerRecord: Record<string, number>;
}

/** Drains companies of distinct descriptions, with a simulated model that answers in 5 ms. */
export async function benchEmbedded(
  companies: number,
  say: (line: string) => void,
): Promise<LineFigures> {
  const stack = await createBenchStack({ companies });
  try {
    const cpuBefore = await stack.cpuSeconds();
    const startedAt = performance.now();
    await stack.line.start();
    const { database } = stack.line;
    while ((await countLine(database)).finished < companies) await delay(100);
    const seconds = (performance.now() - startedAt) / 1000;
    const cpuAfter = await stack.cpuSeconds();
    const cpuMsPerRecord = Object.fromEntries(
      Object.entries(cpuAfter).map(([part, total]) => [
        part,
        round(((total - cpuBefore[part as keyof typeof cpuBefore]) * 1000) / companies),
      ]),
    );
    const figures: LineFigures = {
      recordsPerSecond: round(companies / seconds),
      maxRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
      stages: await findStagesSinceRead(database),
      cpuMsPerRecord,
    };
    say(
      `embedded: ${companies} companies, ${figures.recordsPerSecond} records/s, at most ${figures.maxRssMb} MB`,
    );
    for (const line of [...stageTable(figures.stages), ...cpuTable(cpuMsPerRecord)]) say(line);
    return figures;
  } finally {
    await stack.stop();
  }
}

/** CPU time by part as a table for people. */
export function cpuTable(cpuMsPerRecord: Readonly<Record<string, number>>): string[] {
  return [
    "CPU a record",
    ...Object.entries(cpuMsPerRecord).map(
      ([part, ms]) => `${part.padEnd(10)} ${`${ms} ms`.padStart(11)}`,
    ),
  ];
}
