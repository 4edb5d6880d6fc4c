import { Client } from "@hubspot/api-client";
import { onTestFinished } from "vitest";
import type { HubspotOptions } from "./hubspot-options.ts";
import { createHubspotSimulator } from "./hubspot-simulator.ts";

/** A simulated portal for one test, with the official client, and calls of a person beside it. */
export async function open(options: HubspotOptions = {}) {
  const simulator = createHubspotSimulator(options);
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const { url, credentials } = simulator;
  const client = new Client({
    accessToken: credentials.integration.accessToken,
    basePath: url,
  });
  const call = (path: string, init: RequestInit = {}, token = credentials.person.accessToken) =>
    fetch(`${url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    });
  return { simulator, client, companies: client.crm.companies, call };
}

export const named = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `C${index}` }));
