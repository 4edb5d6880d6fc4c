import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type BenchOptions, benchLine } from "./bench-line.ts";
import { benchMemory } from "./bench-memory.ts";
import { benchConsole } from "./console/bench-console.ts";
import { benchCrm, crmParts } from "./crm/bench-crm.ts";
import { benchGrowth } from "./growth/bench-growth.ts";
import { benchLatency } from "./latency/bench-latency.ts";
import { benchAdmission } from "./layer/bench-admission.ts";
import { benchOverhead } from "./layer/bench-overhead.ts";
import { benchReading } from "./reading/bench-reading.ts";
import { benchStop } from "./stop/bench-stop.ts";

/** Each benchmark prints its figures for people and, with `--json`, as one object on the last line. */
const benchmarks: Readonly<Record<string, (options: BenchOptions) => Promise<object>>> = {
  line: benchLine,
  admission: benchAdmission,
  console: benchConsole,
  crm: benchCrm,
  growth: benchGrowth,
  latency: benchLatency,
  memory: benchMemory,
  overhead: benchOverhead,
  reading: benchReading,
  stop: benchStop,
};
const parts = ["embedded", "naive", "production", "production-with-more", ...crmParts];

const usage = `Usage: npm run bench -- ${Object.keys(benchmarks).join("|")} [--json]
  line: [--only embedded|naive|production|production-with-more]… [--processes 1]… [--runs 3] [--records 20000]
    [--postgres /usr/lib/postgresql/18/bin], the production line's, in place of the packaged one
  latency: 600 changes, 20 a second, through the production layout
  admission: [--minutes 2]; sixteen processes against a vendor's limits and a budget
  console: [--minutes 2] of live updates; ends with 1 when a limit is passed
  crm: [--only reads|writes|push|poll|memory]… [--runs 3] [--records 20000]; a first load of 10,000 and of so many
  growth: [--records 1000000], the most that are drained, by default 100000; ends with 1 when a limit is passed
  memory: [--only embedded|production]…
  overhead: what a model call costs its caller beside the vendor
  reading: ends with 1 when a limit is passed
  stop: [--only embedded|production]…; ends with 1 when something began later than a second
`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
    processes: { type: "string", multiple: true, default: ["1", "2", "4"] },
    runs: { type: "string", default: "3" },
    records: { type: "string" },
    minutes: { type: "string", default: "2" },
    postgres: { type: "string" },
  },
});
const benchmark = benchmarks[positionals[0] ?? ""];
const [minutes = 0, records = 0, runs = 0, ...processes] = [
  values.minutes,
  values.records ?? (positionals[0] === "growth" ? "100000" : "20000"),
  values.runs,
  ...values.processes,
].map(Number);
const { postgres: postgresBinDir } = values;
const hasServer = postgresBinDir === undefined || existsSync(join(postgresBinDir, "initdb"));
const areKnown = values.only.every((part) => parts.includes(part));
if (
  !benchmark ||
  !areKnown ||
  ![minutes, records, runs, ...processes].every((count) => Number.isInteger(count) && count > 0)
) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else if (!hasServer) {
  process.stderr.write(`--postgres: ${postgresBinDir} contains no initdb\n`);
  process.exitCode = 2;
} else {
  const figures = await benchmark({
    only: values.only,
    ...{ processes, runs, records, minutes, postgresBinDir },
    say: (line) => process.stdout.write(`${line}\n`),
  });
  if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
}
