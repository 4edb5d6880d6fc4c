import { benchEmbedded, cpuTable, type LineFigures } from "./bench-embedded.ts";
import { naiveLine } from "./naive/naive-line.ts";
import { type Comparison, compareLines } from "./race/compare-lines.ts";
import type { Contestant } from "./race/contestant.ts";
import { stageTable } from "./stages.ts";

export interface BenchOptions {
  /** Lines to run; all, when empty. */
  only: readonly string[];
  processes: readonly number[];
  runs: number;
  say: (line: string) => void;
}

const companies = 5000;
const contestants: readonly Contestant[] = [naiveLine];

/** The embedded line alone, then the lines that run as processes against each other. */
export async function benchLine({
  only,
  processes,
  runs,
  say,
}: BenchOptions): Promise<{ embedded?: LineFigures; races: Comparison[] }> {
  const isWanted = (name: string) => only.length === 0 || only.includes(name);
  const embedded = isWanted("embedded") ? await benchEmbedded(companies, say) : undefined;
  const wanted = contestants.filter(({ name }) => isWanted(name));
  const races =
    wanted.length === 0 ? [] : await compareLines(wanted, { processes, runs, companies, say });
  for (const race of races) tell(race, say);
  return { ...(embedded && { embedded }), races };
}

function tell({ processes, medians }: Comparison, say: (line: string) => void): void {
  for (const [name, figures] of Object.entries(medians)) {
    const { recordsPerSecond, maxRssMb, cpuMsPerRecord, stages } = figures;
    say(`${name}, ${processes} enriching: ${recordsPerSecond} records/s, at most ${maxRssMb} MB`);
    for (const line of [...(stages ? stageTable(stages) : []), ...cpuTable(cpuMsPerRecord)])
      say(line);
  }
}
