import type { Client, Reply } from "@fieldwork/contracts/client";
import { AppError, delay } from "@fieldwork/runtime";
import type { Finding } from "./finding.ts";

type Shown = Reply<"connections.list">["connections"][number];

const lookEveryMs = 500;
// A test takes 30 s at most.
const waitsForMs = 45_000;

/**
 * Has the connector that runs test its connections, and waits for what it finds.
 *
 * @throws AppError `not_found` if there is none.
 */
export async function testByConnector(client: Client, only?: string): Promise<Finding[]> {
  const { connections } = await client.call("connections.list", {});
  const names = only === undefined ? connections.map(({ connection }) => connection) : [only];
  if (names.length === 0) {
    const message = "nothing has been read from a CRM yet, and no connection is configured here";
    throw new AppError(message, { code: "not_found", retryable: false });
  }
  for (const connection of names) await client.call("connections.test", { params: { connection } });
  return resultsOf(client, names);
}

async function resultsOf(client: Client, names: readonly string[]): Promise<Finding[]> {
  const endAtMs = performance.now() + waitsForMs;
  for (;;) {
    const { connections } = await client.call("connections.list", {});
    const tested = connections.filter(({ connection }) => names.includes(connection));
    const isDone = tested.every(({ test }) => test !== null && test.endedAt !== null);
    if (isDone || performance.now() > endAtMs) return tested.flatMap(findingsOf);
    await delay(lookEveryMs);
  }
}

function findingsOf({ connection, test }: Shown): Finding[] {
  if (test?.findings)
    return test.findings.map(({ object, scope, state, told, remedy }) => ({
      ...{ of: `${connection} ${object} ${scope}`, state, told, remedy: remedy ?? undefined },
    }));
  const told = "no connector has looked: none runs, or it has no such connection";
  return [{ of: connection, state: "wrong", told }];
}
