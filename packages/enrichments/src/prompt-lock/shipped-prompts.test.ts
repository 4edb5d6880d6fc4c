import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { stableHash } from "@fieldwork/runtime";
import { expect, test } from "vitest";
import { loadEnrichments, shippedCatalog } from "../load-enrichments.ts";
import { currentVersion, readLock } from "./check-lock.ts";
import { readPrompts } from "./read-prompts.ts";

const names = (await readdir(shippedCatalog)).toSorted();
const enrichments = await loadEnrichments({ names });

test.each(enrichments.map((one) => [one.name, one] as const))(
  "models-49: the prompt of %s in force is locked, with figures of the cases that stand beside it",
  async (name, { cases, outputs, evaluation = {} }) => {
    const prompts = await readPrompts(join(shippedCatalog, name, "prompts"));
    const lock = readLock(await readFile(join(shippedCatalog, name, "prompts/lock.json"), "utf8"));
    if ("problem" in lock) throw new Error(lock.problem);
    expect(lock.versions.map(({ version }) => version)).toEqual(
      [...prompts.texts.keys()].toSorted(),
    );
    const locked = lock.versions.find(({ version }) => version === currentVersion(prompts));
    const baseline = locked?.figures.find(({ model }) => model === "baseline/tf-idf");
    expect(baseline).toMatchObject({
      cases: cases.length,
      casesHash: stableHash(cases).slice(0, 12),
    });
    expect(Object.keys(baseline?.outputs ?? {})).toEqual(outputs.map((output) => output.name));
    // Whoever evaluates another model is told by its exit code whether that may take over.
    expect(Object.keys(evaluation)).not.toEqual([]);
    for (const [output, { agreement = 0, precision = 0 }] of Object.entries(evaluation)) {
      const figures = baseline?.outputs[output];
      expect(figures?.agreement?.low).toBeGreaterThanOrEqual(agreement);
      expect(figures?.precision?.low).toBeGreaterThanOrEqual(precision);
    }
  },
);
