import { expect } from "vitest";
import type { FaultLine } from "../faults/fault-line.ts";
import { runFieldwork } from "../support/command-line.ts";
import type { DayScene } from "./walk-day.ts";

const ann = { email: "ann@acme.example", name: "Ann", password: "correct horse battery" };

/** The API is started for it, and asked by a person's token, as from a machine of their own. */
export async function openProductionDay(
  line: FaultLine,
  companies: number,
): Promise<{ scene: DayScene; end(): Promise<void> }> {
  const { stack, database, hubspot, openai, apiUrl } = line;
  const api = stack.process("api-1");
  await api.start();
  const scene: DayScene = {
    ...{ connection: "hubspot", companies, hubspot, openai, database },
    environment: { FIELDWORK_URL: apiUrl, FIELDWORK_TOKEN: await signUp(line) },
    async killAll() {
      const { processes } = stack;
      await Promise.all(processes.map((one) => one.signal("SIGKILL")));
      await Promise.all(processes.map((one) => one.start()));
    },
  };
  return {
    scene,
    async end() {
      await api.stop();
    },
  };
}

/** The first admin signs up by a link that is made where the database is, and has a token made. */
async function signUp({ apiUrl, databaseUrl }: FaultLine): Promise<string> {
  const atDatabase = async (...args: readonly string[]) => {
    const end = await runFieldwork([...args, "--json"], { DATABASE_URL: databaseUrl });
    expect(end.exitCode, end.text).toBe(0);
    return JSON.parse(end.text);
  };
  const { link } = await atDatabase("users", "first-admin", "--url", apiUrl);
  const accepted = await fetch(`${apiUrl}/v1/links/accept`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: apiUrl },
    body: JSON.stringify({ ...ann, link: secretOf(link) }),
  });
  expect(accepted.status).toBe(200);
  const how = ["--name", "a day", "--role", "operator", "--owner", ann.email];
  const { secret } = await atDatabase("tokens", "create", ...how);
  return secret;
}

function secretOf(link: string): string {
  return /[^/#=?]+$/.exec(link)?.[0] ?? "";
}
