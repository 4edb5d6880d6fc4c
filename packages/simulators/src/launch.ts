import { parseArgs } from "node:util";
import { createAnthropicSimulator } from "./anthropic/anthropic-simulator.ts";
import { createGeminiSimulator } from "./gemini/gemini-simulator.ts";
import { createHubspotSimulator } from "./hubspot/hubspot-simulator.ts";
import { createMistralSimulator } from "./mistral/mistral-simulator.ts";
import { createOpenaiSimulator } from "./openai/openai-simulator.ts";
import { createSalesforceSimulator } from "./salesforce/salesforce-simulator.ts";
import { salesAutomations } from "./seed/automations.ts";
import { seedCompanies } from "./seed/seed-companies.ts";
import { seedStockholm } from "./seed/seed-stockholm.ts";

/** What a process of its own needs of a simulator. */
export interface Launched {
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly url: string;
  readonly credentials: unknown;
}

type Options = Record<string, unknown>;
type Seed = string | undefined;

/** How each vendor is made from the options of a command line, and seeded while it is empty. */
const vendors: Readonly<Record<string, (options: Options, seed: Seed) => Promise<Launched>>> = {
  async anthropic(options) {
    return createAnthropicSimulator(options);
  },
  async gemini(options) {
    return createGeminiSimulator(options);
  },
  async hubspot(options, seed) {
    const workflows = seed === "stockholm" ? salesAutomations.hubspot : [];
    const hubspot = createHubspotSimulator({ workflows, ...options });
    if (seed === "stockholm") await seedStockholm({ hubspot });
    else if ((await hubspot.count()) === 0)
      seedCompanies({ hubspot }, { count: Number(seed ?? 0) });
    return hubspot;
  },
  async mistral(options) {
    return createMistralSimulator(options);
  },
  async openai(options) {
    return createOpenaiSimulator(options);
  },
  async salesforce(options, seed) {
    const automations = seed === "stockholm" ? salesAutomations.salesforce : [];
    const salesforce = createSalesforceSimulator({ automations, ...options });
    if (seed === "stockholm") await seedStockholm({ salesforce });
    else if ((await salesforce.count()) === 0) {
      seedCompanies({ salesforce }, { count: Number(seed ?? 0) });
    }
    return salesforce;
  },
};

const usage = `usage: main.ts ${Object.keys(vendors).join("|")} [--port 0] [--dir folder]
  [--seed stockholm|<number of companies>] [--latency-ms 5] [--options '{"delayMs":5}'] [--until-stdin-ends]`;

export interface LaunchOrder {
  vendor: string;
  create(): Promise<Launched>;
  /** Whether it lives no longer than who started it. */
  endsWithStdin: boolean;
}

/** @throws Error that says how to call it. */
export function parseLaunch(args: string[]): LaunchOrder {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      port: { type: "string", default: "0" },
      dir: { type: "string" },
      seed: { type: "string" },
      "latency-ms": { type: "string" },
      options: { type: "string", default: "{}" },
      "until-stdin-ends": { type: "boolean", default: false },
    },
  });
  const [vendor = ""] = positionals;
  const make = vendors[vendor];
  if (!make) throw new Error(usage);
  const { port, "latency-ms": latencyMs } = values;
  const options: Options = {
    ...JSON.parse(values.options),
    port: Number(port),
    ...(latencyMs !== undefined && { latencyMs: Number(latencyMs) }),
  };
  return {
    vendor,
    create: () => make({ ...options, dir: values.dir }, values.seed),
    endsWithStdin: values["until-stdin-ends"],
  };
}
