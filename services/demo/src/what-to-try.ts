import type { Db } from "@fieldwork/store";
import { overrulingIndustry, proposedDescription } from "./proposed-edits.ts";
import type { SimulatedCrms } from "./simulated-crms.ts";

/** Edits of one record that show what the line does, as commands for a shell. */
export async function whatToTry(db: Db, simulated: SimulatedCrms): Promise<string[]> {
  const [written] = await db.query<{ id: string }>(
    `select record_id as id from field_ledger
     where connection = 'demo-hubspot' and object = 'company' and owner = 'fieldwork' and field = 'ai_industry'
     order by record_id limit 1`,
  );
  if (!written) return [];
  return [
    "Try a change of a record, and see it enriched again:",
    `  ${simulated.commandToTry(written.id, { description: proposedDescription })}`,
    "Try to overrule a value, and see it respected:",
    `  ${simulated.commandToTry(written.id, { ai_industry: overrulingIndustry })}`,
    `See why: npx fieldwork explain demo-hubspot/company/${written.id}\n`,
  ];
}
