import { parseArgs } from "node:util";
import { benchLine } from "./bench-line.ts";
import { benchMemory } from "./bench-memory.ts";

/** Each benchmark prints its figures for people and, with `--json`, as one object on the last line. */
const benchmarks: Readonly<Record<string, (say: (line: string) => void) => Promise<object>>> = {
  line: benchLine,
  memory: benchMemory,
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false } },
});
const [name = ""] = positionals;
const benchmark = benchmarks[name];
if (!benchmark) {
  process.stderr.write(`Usage: npm run bench -- ${Object.keys(benchmarks).join("|")} [--json]\n`);
  process.exitCode = 2;
} else {
  const figures = await benchmark((line) => process.stdout.write(`${line}\n`));
  if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
}
