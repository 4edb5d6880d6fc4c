import { ledger, type Reader, readPage } from "@fieldwork/store/reading";
import { overrulingIndustry, proposedDescription } from "./proposed-edits.ts";
import type { SimulatedCrms } from "./simulated-crms.ts";

/** Edits of one record that show what the line does, as commands for a shell. */
export async function whatToTry(reader: Reader, simulated: SimulatedCrms): Promise<string[]> {
  const { rows } = await readPage(reader, ledger, {
    filters: {
      ...{ connection: "demo-hubspot", object: "company" },
      ...{ field: "ai_industry", owner: "fieldwork" },
    },
    limit: 1,
  });
  const written = rows[0]?.ref;
  if (!written) return [];
  return [
    "Change a record, and see it enriched again:",
    `  ${simulated.commandToTry(written.id, { description: proposedDescription })}`,
    "Overrule a value, and see that it is kept:",
    `  ${simulated.commandToTry(written.id, { ai_industry: overrulingIndustry })}`,
    `See why: npx fieldwork explain demo-hubspot/company/${written.id}\n`,
  ];
}
