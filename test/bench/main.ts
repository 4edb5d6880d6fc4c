import { parseArgs } from "node:util";
import { type BenchOptions, benchLine } from "./bench-line.ts";
import { benchMemory } from "./bench-memory.ts";

/** Each benchmark prints its figures for people and, with `--json`, as one object on the last line. */
const benchmarks: Readonly<Record<string, (options: BenchOptions) => Promise<object>>> = {
  line: benchLine,
  memory: ({ say }) => benchMemory(say),
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
    processes: { type: "string", multiple: true, default: ["1", "2", "4"] },
    runs: { type: "string", default: "3" },
  },
});
const [name = ""] = positionals;
const benchmark = benchmarks[name];
if (!benchmark) {
  process.stderr.write(
    `Usage: npm run bench -- ${Object.keys(benchmarks).join("|")} [--json]
  line: [--only embedded|naive|production]… [--processes 1]… [--runs 3]\n`,
  );
  process.exitCode = 2;
} else {
  const figures = await benchmark({
    only: values.only,
    processes: values.processes.map(Number),
    runs: Number(values.runs),
    say: (line) => process.stdout.write(`${line}\n`),
  });
  if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
}
