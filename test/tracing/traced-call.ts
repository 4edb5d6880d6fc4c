/** A process of its own, for a process exports to one place: one traced question to a simulated vendor. */
import { createMemoryBudget } from "@fieldwork/budget/testing";
import { createInProcessAdmission } from "@fieldwork/limits";
import {
  createModelLayer,
  createOpenaiProvider,
  createPrices,
  renderInput,
} from "@fieldwork/models";
import { createLogger, createTelemetry, loadConfig, processSettings } from "@fieldwork/runtime";
import { createOpenaiSimulator } from "@fieldwork/simulators";

// biome-ignore lint/style/noProcessEnv: it stands for a service, whose settings these are.
const settings = loadConfig(processSettings, process.env);
const telemetry = createTelemetry({ serviceName: "enricher", settings });
const simulator = createOpenaiSimulator({ latencyMs: 0 });
await telemetry.start();
await simulator.start();
const { baseUrl, credentials } = simulator;
const provider = createOpenaiProvider({ baseUrl, ...credentials, mode: "responses" });
const layer = createModelLayer({
  providers: new Map([[provider.name, provider]]),
  prices: createPrices({}),
  budget: createMemoryBudget([]),
  admission: createInProcessAdmission({ limits: {} }),
  logger: createLogger({ service: "traced-call", level: "silent" }),
});
const { text, fields } = renderInput({ description: "Acme AB rents out offices." }, [
  { field: "description", maxChars: 2000 },
]);
await layer.generate(
  {
    ...{ callId: "call-1", workId: null, wantedBy: [], purpose: "work", task: "company-profile" },
    ...{ instructions: "Say what the company does.", input: text, fields, connection: null },
    outputs: [
      { name: "summary", field: "ai_summary", label: "AI summary", type: "text", maxChars: 300 },
    ],
    ...{ route: ["openai/gpt-6-luna"], maxOutputTokens: 400, workClass: "live" },
    ...{ deadlineMs: 10_000, attemptTimeoutMs: 5000, beforeSend: async () => undefined },
  },
  new AbortController().signal,
);
await provider.close?.();
await simulator.stop();
await telemetry.stop();
