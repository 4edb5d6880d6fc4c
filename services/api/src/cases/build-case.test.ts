import { inputHash, loadEnrichments } from "@fieldwork/enrichments";
import { expect, test } from "vitest";
import { buildCase, casedDefinition } from "./build-case.ts";

test("a correction of an enrichment of whose inputs any is required becomes a case", async () => {
  const [deal] = await loadEnrichments({ names: ["deal-next-step"] });
  if (!deal) throw new Error("there is none");
  // As it is released and read again.
  const content: unknown = JSON.parse(JSON.stringify(deal));
  const definition = casedDefinition.safeParse(content).data;
  const [output] = deal.outputs;
  const fields = { name: "Acme", nextStep: "Call on Monday" };
  const built = buildCase(
    {
      ...{ ref: { connection: "hub", object: "deal", id: "1" }, field: output?.field, fields },
      ...{ value: "another", source: "order", by: "ann", at: new Date() },
      answer: {
        ...{ enrichment: deal.name, definitionHash: deal.hash, provider: "p", model: "m" },
        ...{ inputHash: inputHash(deal, fields), outputs: {} },
      },
    } as unknown as Parameters<typeof buildCase>[0],
    definition,
  );
  expect(built).toMatchObject({ output: output?.name, expected: "another" });
});
