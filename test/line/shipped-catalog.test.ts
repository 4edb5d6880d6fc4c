import { loadEnrichments } from "@fieldwork/enrichments";
import { expect, onTestFinished, test } from "vitest";
import { createTestLine, testModel } from "../support/test-line.ts";

const names = ["company-profile", "contact-role", "deal-next-step", "ticket-triage"];

/** As packages/enrichments/README.md says it for tickets. */
const mapping = `
connections:
  hubspot:
    ticket:
      object: tickets
      fields: { subject: subject, content: content }
`;

test("every enrichment that ships goes the whole way, from a record to written fields", async () => {
  const line = await createTestLine({
    ...{ names, mapping, route: [`openai/${testModel}`] },
  });
  onTestFinished(() => line.stop());
  const { hubspot } = line;
  const records = {
    companies: {
      name: "Solberg AB",
      description: "Solberg sells electricity from wind farms to households.",
    },
    contacts: { firstname: "Eva", lastname: "Holm", jobtitle: "Chief Executive Officer" },
    deals: {
      dealname: "Nybro Glass",
      description: "Good workshop on 5 Nov. They asked us to send a proposal.",
    },
    tickets: {
      subject: "Double payment",
      content: "You have charged our card twice, a billing fault.",
    },
  };
  const made = await Promise.all(
    Object.entries(records).map(async ([object, fields]) => {
      const [id = ""] = await hubspot.create(object, [fields]);
      return { object, id };
    }),
  );
  await line.drained();
  const written = await Promise.all(made.map((ref) => hubspot.record(ref)));
  const fields = Object.assign({}, ...written.map((one) => one?.fields ?? {}));
  const outputs = (await loadEnrichments({ names })).flatMap((one) => one.outputs);
  for (const output of outputs) {
    const value: unknown = fields[output.field];
    if (output.type === "choice") expect(output.options).toContain(value);
    else expect(value).toEqual(expect.any(String));
  }
});
