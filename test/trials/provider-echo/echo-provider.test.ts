import { describeModelProvider } from "@fieldwork/models/testing";
import { expect, test } from "vitest";
import { createTestLine } from "../../support/test-line.ts";
import { echoKind } from "./echo-provider.ts";

describeModelProvider("echo", { kind: echoKind, model: "one" });

test("a provider of its own folder and one line of the registry answers records", async () => {
  const line = await createTestLine({ providerKinds: [echoKind], route: ["echo/one"] });
  try {
    await line.hubspot.create("companies", [
      { name: "Nordic Wind 1", description: "Nordic Wind 1 sells electricity to households." },
    ]);
    await line.drained();
    const [row] = await line.database.query<{ id: string; state: string }>(
      "select record_id as id, state from work where object = 'company'",
    );
    expect(row?.state).toBe("written");
    expect(await line.company(row?.id ?? "")).toMatchObject({
      ai_summary: "Nordic Wind 1 echoes.",
    });
    const calls = await line.database.query(
      "select provider, model, cost_nano_usd from model_call",
    );
    expect(calls[0]).toMatchObject({ provider: "echo", model: "one" });
  } finally {
    await line.stop();
  }
}, 60_000);
