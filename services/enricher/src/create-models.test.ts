import { loadConfig } from "@fieldwork/runtime";
import { expect, test } from "vitest";
import { admissionLimits } from "./create-models.ts";
import { modelSettings } from "./model-settings.ts";

test("calls at once are as many as the settings say, and found out where they say nothing", () => {
  const concurrency = (env: Record<string, string>) =>
    admissionLimits(loadConfig(modelSettings, { ...env }))["provider:openai"]?.windows;
  expect(concurrency({ OPENAI_CONCURRENCY: "7" })).toEqual([{ kind: "concurrency", limit: 7 }]);
  expect(concurrency({ OPENAI_CONCURRENCY: "" })).toEqual([{ kind: "adaptive" }]);
  expect(concurrency({})).toEqual([{ kind: "adaptive" }]);
});
