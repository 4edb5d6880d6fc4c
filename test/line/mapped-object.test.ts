import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMappings, loadMapping } from "@fieldwork/crm";
import { loadEnrichments } from "@fieldwork/enrichments";
import { eventually } from "@fieldwork/runtime/testing";
import { expect, onTestFinished, test } from "vitest";
import { createTestLine, testModel } from "../support/test-line.ts";

/** All that is said of requests anywhere. */
const mapping = `
connections:
  hubspot:
    request:
      object: tickets
      fields:
        subject: subject
        content: content
        closedAt: { from: closed_date, type: time }
`;

const definition = `
name: ticket-topic
description: What a ticket is about
object: request
inputs:
  - field: subject
    required: true
  - field: content
outputs:
  - { name: topic, field: ai_topic, label: AI topic, type: choice, options: [Billing, Delivery] }
  - { name: urgent, field: ai_urgent, label: AI urgent, type: boolean }
  - { name: people, field: ai_people, label: AI people, type: integer, min: 1, max: 9 }
route: [openai/${testModel}]
maxOutputTokens: 500
`;

const ofLeads = `
name: lead-topic
description: What a lead is about
object: lead
inputs:
  - field: status
    required: true
outputs:
  - { name: topic, field: ai_topic, label: AI topic, type: choice, options: [Billing, Delivery] }
route: [openai/${testModel}]
maxOutputTokens: 500
`;

async function createCatalog(definitions = { "ticket-topic": definition }): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "fieldwork-catalog-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  for (const [folder, yaml] of Object.entries(definitions)) {
    const files = {
      "enrichment.yaml": yaml,
      "prompt.md": "Say what it is about.\n",
      "examples.jsonl": "",
      "cases.jsonl": "",
    };
    await mkdir(join(dir, folder));
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(dir, folder, name), text);
    }
  }
  return dir;
}

test("an object that a mapping alone names, and a lead of either CRM, go the whole way, from a record to written fields", async () => {
  const both = { "ticket-topic": definition, "lead-topic": ofLeads };
  const catalogDir = await createCatalog(both);
  const line = await createTestLine({ catalogDir, mapping });
  onTestFinished(() => line.stop());
  const [id = ""] = await line.hubspot.create("tickets", [
    { subject: "A billing question", content: "The invoice was sent to three people." },
  ]);
  const stage = "A billing question";
  const [lead = ""] = await line.hubspot.create("leads", [
    { hs_lead_name: "Berg AB", hs_pipeline_stage: stage },
  ]);
  const [person = ""] = await line.salesforce.create("Lead", [
    { LastName: "Berg", Company: "Berg AB", Status: stage },
  ]);
  // Each object is read for itself.
  await eventually(async () =>
    expect(await line.database.query("select from work")).toHaveLength(3),
  );
  await line.drained();
  const leads = await Promise.all([
    line.hubspot.record({ object: "leads", id: lead }),
    line.salesforce.record({ object: "Lead", id: person }),
  ]);
  expect(leads.map((one) => one?.fields)).toMatchObject([
    { ai_topic: "Billing" },
    { Ai_Topic__c: "Billing" },
  ]);
  const ticket = await line.hubspot.record({ object: "tickets", id });
  expect(ticket?.fields).toMatchObject({
    subject: "A billing question",
    ai_topic: "Billing",
    ai_urgent: expect.stringMatching(/^(?:true|false)$/),
    ai_people: expect.stringMatching(/^[1-9]$/),
  });
});

test("an enrichment of an object that no connection has is refused at its line", async () => {
  const catalogDir = await createCatalog();
  const reading = createMappings([]);
  await expect(loadEnrichments({ catalogDir, reading })).rejects.toThrow(
    /enrichment\.yaml:6:12: .*no connection has an object request\. Map it in mapping\.yaml/,
  );
  const file = loadMapping({ file: "mapping.yaml", text: mapping });
  const mapped = createMappings([{ name: "hubspot", vendor: "hubspot" }], file);
  const loaded = await loadEnrichments({ catalogDir, reading: mapped });
  expect(loaded.map(({ object }) => object)).toEqual(["request"]);
});
