import { benchEmbedded, cpuTable, type LineFigures } from "./bench-embedded.ts";
import { naiveLine } from "./naive/naive-line.ts";
import { productionLine, productionLineWithMore } from "./production/production-line.ts";
import { type Comparison, compareLines } from "./race/compare-lines.ts";
import { type RaceSummary, summarise } from "./race/summarise.ts";
import { stageTable } from "./stages.ts";

export interface BenchOptions {
  /** Lines to run; all, when empty. */
  only: readonly string[];
  processes: readonly number[];
  runs: number;
  /** How many changes the line takes in a run. */
  records: number;
  /** How long a page has live updates. */
  minutes: number;
  /** The folder of the production line's PostgreSQL; by default the packaged one. */
  postgresBinDir?: string | undefined;
  say: (line: string) => void;
}

export type LinesFigures = { embedded?: LineFigures } & RaceSummary;

/** The embedded line alone; then the production line against the naive one, and beside them with more in work. */
export async function benchLine({
  only,
  processes,
  runs,
  records: companies,
  postgresBinDir,
  say,
}: BenchOptions): Promise<LinesFigures> {
  const isWanted = (name: string) => only.length === 0 || only.includes(name);
  const embedded = isWanted("embedded") ? await benchEmbedded(companies, say) : undefined;
  const lines = [naiveLine, productionLine, productionLineWithMore];
  const racing = lines.filter(({ name }) => isWanted(name));
  const races =
    racing.length === 0
      ? []
      : await compareLines(racing, { processes, runs, companies, postgresBinDir, say });
  for (const race of races) tell(race, say);
  const summary = summarise(races);
  const { ratioToNaiveByProcesses = {} } = summary.production ?? {};
  for (const [count, ratio] of Object.entries(ratioToNaiveByProcesses))
    say(`production with ${count}: ${ratio} times as fast as naive`);
  return { ...(embedded && { embedded }), ...summary };
}

function tell({ processes, medians }: Comparison, say: (line: string) => void): void {
  for (const [name, figures] of Object.entries(medians)) {
    const { inWork, recordsPerSecond, maxRssMb, cpuMsPerRecord, stages } = figures;
    say(
      `${name}, ${processes} enriching, ${inWork} in work in each: ${recordsPerSecond} records/s, at most ${maxRssMb} MB`,
    );
    for (const line of [...(stages ? stageTable(stages) : []), ...cpuTable(cpuMsPerRecord)])
      say(line);
  }
}
