import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { BaselineTask } from "../providers/baseline/provider.ts";

export type LabelledCase = BaselineTask["examples"][number];

/** An enrichment of the shipped catalog as the baseline takes it, with the cases held back from it. */
export function loadCatalogTask(name: string): BaselineTask & { cases: LabelledCase[] } {
  const read = (file: string) =>
    readFileSync(new URL(`../../../enrichments/catalog/${name}/${file}`, import.meta.url), "utf8");
  const lines = (file: string): LabelledCase[] =>
    read(file)
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  const { inputs, outputs } = parse(read("enrichment.yaml"));
  return {
    inputs,
    outputs,
    examples: lines("examples.jsonl"),
    vocabulary: parse(read("vocabulary.yaml")),
    cases: lines("cases.jsonl"),
  };
}
