import { loadConfig } from "@fieldwork/runtime";
import { expect, test } from "vitest";
import { admissionLimits } from "./create-models.ts";
import { modelSettings } from "./model-settings.ts";

test("calls at once are as many as the settings say, and found out where they say nothing", () => {
  const concurrency = (env: Record<string, string>) =>
    admissionLimits(loadConfig(modelSettings, { ...env })).openai?.concurrency;
  expect(concurrency({ OPENAI_CONCURRENCY: "7" })).toBe(7);
  expect(concurrency({ OPENAI_CONCURRENCY: "" })).toBe("adaptive");
  expect(concurrency({})).toBe("adaptive");
});
