import { loadEnrichments } from "@fieldwork/enrichments";
import { eventually } from "@fieldwork/runtime/testing";
import { expect, onTestFinished, test } from "vitest";
import { createTestLine, testModel } from "../support/test-line.ts";

const names = ["company-profile", "contact-role", "deal-next-step", "ticket-triage"];

const company = "Solberg sells electricity from wind farms to households.";
const title = "Chief Executive Officer";
const deal = "Good workshop on 5 Nov. They asked us to send a proposal.";
const ticket = "You have charged our card twice, a billing fault.";

const hubspotRecords = {
  companies: { name: "Solberg AB", description: company },
  contacts: { firstname: "Eva", lastname: "Holm", jobtitle: title },
  deals: { dealname: "Nybro Glass", description: deal },
  tickets: { subject: "Double payment", content: ticket },
};

const salesforceRecords = {
  Account: { Name: "Solberg AB", Description: company },
  Contact: { FirstName: "Eva", LastName: "Holm", Title: title },
  Opportunity: {
    ...{ Name: "Nybro Glass", StageName: "Qualification", CloseDate: "2026-12-01" },
    Description: deal,
  },
  Case: { Subject: "Double payment", Description: ticket },
};

test("every enrichment that ships goes the whole way in both CRMs, from a record to written fields", async () => {
  const line = await createTestLine({
    ...{ names, route: [`openai/${testModel}`] },
  });
  onTestFinished(() => line.stop());
  const { hubspot, salesforce } = line;
  const made = await Promise.all(
    [
      { crm: hubspot, records: hubspotRecords, suffix: "" },
      { crm: salesforce, records: salesforceRecords, suffix: "__c" },
    ].map(async ({ crm, records, suffix }) => {
      const refs = await Promise.all(
        Object.entries(records).map(async ([object, fields]) => {
          const [id = ""] = await crm.create(object, [fields]);
          return { object, id };
        }),
      );
      return { crm, refs, suffix };
    }),
  );
  // Each object is read for itself.
  await eventually(async () => {
    const wanted = await line.database.query("select from work");
    expect(wanted).toHaveLength(names.length * made.length);
  });
  await line.drained();
  const outputs = (await loadEnrichments({ names })).flatMap((one) => one.outputs);
  for (const { crm, refs, suffix } of made) {
    const written = await Promise.all(refs.map((ref) => crm.record(ref)));
    const fields = Object.assign({}, ...written.map((one) => one?.fields ?? {}));
    for (const output of outputs) {
      const value = heldIn(fields, `${output.field}${suffix}`);
      if (output.type === "choice") expect(output.options).toContain(value);
      else expect(value).toEqual(expect.any(String));
    }
  }
});

/** Salesforce writes names with capitals, and does not distinguish them. */
function heldIn(fields: Record<string, unknown>, name: string): unknown {
  return Object.entries(fields).find(([field]) => field.toLowerCase() === name)?.[1];
}
