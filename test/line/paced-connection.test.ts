import { eventually } from "@fieldwork/runtime/testing";
import { findConnectionRest } from "@fieldwork/store";
import { expect, test } from "vitest";
import { createTestLine } from "../support/test-line.ts";

test("G5: a line in one process stops at a connection's own limit, before the CRM refuses", async () => {
  const limit = 20;
  const line = await createTestLine({
    connectionLimits: {
      "connection:hubspot": {
        windows: [{ kind: "day", unit: "requests", timeZone: "UTC", limit }],
      },
    },
  });
  try {
    const rest = await eventually(
      async () => (await findConnectionRest(line.database, "hubspot")) ?? expect.unreachable(),
      { timeoutMs: 30_000 },
    );
    expect(rest).toMatchObject({ reason: "quota" });
    const { calls } = await line.hubspot.books.read();
    expect(calls.filter(({ caller }) => caller === "integration")).toHaveLength(limit);
  } finally {
    await line.stop();
  }
}, 60_000);
