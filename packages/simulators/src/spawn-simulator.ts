import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { CrmControl } from "./core/crm-control.ts";
import { createAsk, createRemoteControl } from "./core/remote-control.ts";
import { createHubspotRemote, type HubspotControl } from "./hubspot/hubspot-hidden-properties.ts";
import type { HubspotOptions } from "./hubspot/hubspot-options.ts";
import type { HubspotCredentials } from "./hubspot/hubspot-simulator.ts";
import type { OpenaiOptions } from "./openai/openai-options.ts";
import { createOpenaiRemote } from "./openai/openai-remote.ts";
import type { OpenaiControl, OpenaiCredentials } from "./openai/openai-simulator.ts";
import type { SalesforceOptions } from "./salesforce/salesforce-options.ts";
import { createSalesforceRemote } from "./salesforce/salesforce-remote.ts";
import type { SalesforceCredentials } from "./salesforce/salesforce-sessions.ts";
import type { SalesforceControl } from "./salesforce/salesforce-simulator.ts";

export interface SpawnOptions<T> {
  /** Give it the port that an earlier one had, and clients need not be told. */
  port?: number;
  dir?: string;
  /** `stockholm`, or a number of companies; only an empty CRM is seeded. */
  seed?: string | number;
  options?: Omit<T, "port" | "dir" | "now">;
}

export interface SimulatorProcess<T> {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly credentials: T;
  /** SIGTERM; resolves when the process is gone. */
  stop(): Promise<void>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

export type HubspotProcess = SimulatorProcess<HubspotCredentials> & CrmControl & HubspotControl;
export type SalesforceProcess = SimulatorProcess<SalesforceCredentials> &
  CrmControl &
  SalesforceControl;
export type OpenaiProcess = SimulatorProcess<OpenaiCredentials> &
  OpenaiControl & { readonly baseUrl: string };

/** A simulator in a process of its own, which ends with ours. */
export async function spawnHubspot(
  options: SpawnOptions<HubspotOptions> = {},
): Promise<HubspotProcess> {
  const simulator = await spawnSimulator<HubspotCredentials>("hubspot", options);
  const ask = createAsk(simulator.url);
  return { ...simulator, ...createRemoteControl(ask), ...createHubspotRemote(ask) };
}

/** A simulator in a process of its own, which ends with ours. */
export async function spawnSalesforce(
  options: SpawnOptions<SalesforceOptions> = {},
): Promise<SalesforceProcess> {
  const simulator = await spawnSimulator<SalesforceCredentials>("salesforce", options);
  const ask = createAsk(simulator.url);
  return { ...simulator, ...createRemoteControl(ask), ...createSalesforceRemote(ask) };
}

/** A simulator in a process of its own, which ends with ours. */
export async function spawnOpenai(
  options: SpawnOptions<OpenaiOptions> = {},
): Promise<OpenaiProcess> {
  const simulator = await spawnSimulator<OpenaiCredentials>("openai", options);
  const ask = createAsk(simulator.url);
  return { ...simulator, ...createOpenaiRemote(ask), baseUrl: `${simulator.url}/v1` };
}

/** Any vendor that `main.ts` knows. */
async function spawnSimulator<T>(
  vendor: string,
  { port = 0, dir, seed, options }: SpawnOptions<unknown> = {},
): Promise<SimulatorProcess<T>> {
  const child = spawn(
    process.execPath,
    [
      fileURLToPath(new URL("main.ts", import.meta.url)),
      vendor,
      "--until-stdin-ends",
      ...["--port", `${port}`],
      ...(dir === undefined ? [] : ["--dir", dir]),
      ...(seed === undefined ? [] : ["--seed", `${seed}`]),
      ...(options === undefined ? [] : ["--options", JSON.stringify(options)]),
    ],
    // In a group of its own: Ctrl-C reaches it only through us.
    { stdio: ["pipe", "pipe", "inherit"], detached: true },
  );
  const { url, credentials } = JSON.parse(await firstLine(child));
  return {
    url,
    credentials,
    port: Number(new URL(url).port),
    pid: child.pid ?? 0,
    stop: () => end(child, "SIGTERM"),
    kill: () => end(child, "SIGKILL"),
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("the simulator has no output to read");
  const lines = createInterface({ input: child.stdout });
  const told = once(lines, "line").then(([line]) => String(line));
  const failed = once(child, "exit").then(([code]) => {
    throw new Error(`the simulator ended with ${code} before it was ready`);
  });
  failed.catch(() => {});
  return await Promise.race([told, failed]);
}

async function end(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}
