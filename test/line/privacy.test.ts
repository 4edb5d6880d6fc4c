import { randomUUID } from "node:crypto";
import { createLogger } from "@fieldwork/runtime";
import { recordSpans } from "@fieldwork/runtime/testing";
import { expect, test } from "vitest";
import { changeDefinition, copyCatalog } from "../support/changed-catalog.ts";
import { createTestLine } from "../support/test-line.ts";

const canary = `Quillcanary${randomUUID().slice(0, 8).replace(/\d/g, "x")}`;
const email = `${canary.toLowerCase()}@canary.example`;

/** Tables that keep a record itself, or an answer about it, and are erased with its person. */
const keepers = [
  "record",
  "log_event",
  "answer",
  "write_decision",
  "write_intent",
  "field_ledger",
  "review",
];

test("models-42: a personal value stands in no request to a model, no trace, no log line, no fingerprint, no call, no capture and no dead letter", async () => {
  const catalog = await copyCatalog();
  await changeDefinition(catalog, "contact-role", (definition) => {
    definition.set("route", ["openai/gpt-6-luna"]);
    definition.setIn(["privacy", "capture"], "all");
    definition.setIn(["privacy", "traces"], "redacted");
  });
  await changeDefinition(catalog, "company-profile", (definition) =>
    definition.set("route", ["openai/gpt-6-luna"]),
  );
  const recorder = await recordSpans();
  const logged: string[] = [];
  const logger = createLogger({
    service: "test",
    level: "debug",
    destination: { write: (line) => void logged.push(line) },
  });
  const line = await createTestLine({ catalogDir: catalog.dir, logger });
  try {
    const leaks = [canary, canary.toLowerCase(), canary.toUpperCase()];
    for (const body of leaks) await line.openai.faults.add({ body, status: 400, times: "always" });
    const [contact = ""] = await line.hubspot.create("contacts", [
      { firstname: "Ottoline", lastname: canary, email, jobtitle: `Assistant to ${canary}` },
    ]);
    const [broken = ""] = await line.hubspot.create("contacts", [
      { firstname: "Ottoline", lastname: canary, email, jobtitle: `Ottoline ${canary}, CFO` },
    ]);
    await expect
      .poll(() => line.database.query("select record_id from record where object = 'contact'"))
      .toHaveLength(2);
    await line.drained();
    const faults = await line.openai.faults.list();
    expect(faults.map(({ hit }) => hit)).toEqual(leaks.map(() => 0));
    const calls = await line.database.query<{ fields: string[]; policy: string }>(
      `select sent_fields as fields, sent_policy as policy from model_call join work on work.id = work_id
       where record_id = any($1)`,
      [[contact, broken]],
    );
    expect(calls.length).toBeGreaterThan(0);
    for (const { fields, policy } of calls) {
      expect(fields).toEqual(["jobTitle"]);
      expect(policy).toMatch(/^patterns contact-role@[0-9a-f]{12}$/);
    }
    await expect
      .poll(() =>
        line.database.query("select record_id from capture where record_id = $1", [broken]),
      )
      .not.toEqual([]);
    const captured = await line.database.query<{ request: string; reply: string }>(
      "select request, reply from capture",
    );
    for (const { request, reply } of captured) {
      expect(request).toContain("<PERSON_1>");
      expect(JSON.parse(reply)).toMatchObject({ usage: {} });
    }
    const traced = JSON.stringify(recorder.spans);
    expect(traced).toContain("<PERSON_1>");
    expect(traced.toLowerCase()).not.toContain(canary.toLowerCase());
    const told = logged.filter((one) => one.toLowerCase().includes(canary.toLowerCase()));
    expect(told).toEqual([]);
    const tables = await line.owner.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = current_schema()",
    );
    const holding: string[] = [];
    for (const { name } of tables) {
      const [row] = await line.owner.query<{ n: number }>(
        `select count(*)::int as n from ${name} as t where to_jsonb(t)::text ilike $1`,
        [`%${canary}%`],
      );
      if (row && row.n > 0) holding.push(name);
    }
    expect(holding.filter((name) => !keepers.includes(name))).toEqual([]);
    expect(holding).toContain("record");
  } finally {
    await line.stop();
    await recorder.stop();
    await catalog.remove();
  }
});
