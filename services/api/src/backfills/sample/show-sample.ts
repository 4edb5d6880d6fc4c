import type { SampleFigures, SampleMember } from "@fieldwork/contracts/api";
import { AppError } from "@fieldwork/runtime";
import type { Db } from "@fieldwork/store";
import { listBackfills } from "@fieldwork/store/backfills";
import { listSample } from "@fieldwork/store/ordered-asks";
import { proposeFields } from "../../previews/propose-fields.ts";
import { figuresOf } from "./sample-figures.ts";

export interface SampleView {
  figures: SampleFigures;
  members: SampleMember[];
}

/**
 * A backfill's sample: each answer beside what stands there today, and what all of them say.
 *
 * @throws AppError `not_found` if there is no such backfill on the connection.
 */
export async function showSample(
  database: Pick<Db, "query">,
  id: string,
  connection?: string,
): Promise<SampleView> {
  const [backfill] = await listBackfills(database, { limit: 1, id, connection });
  if (!backfill)
    throw new AppError(`there is no backfill ${id}`, { code: "not_found", retryable: false });
  const members: SampleMember[] = [];
  for (const ask of await listSample(database, id)) {
    const { ref, state, usage, problem } = ask;
    const fields = ask.answer ? await proposeFields(database, ask) : [];
    members.push({ ref, state, fields, usage, problem });
  }
  return { figures: figuresOf(members), members };
}

/** What a backfill's sample says about the records that were not asked, for its sheet. */
export async function sampleFigures(
  database: Pick<Db, "query">,
  id: string,
): Promise<SampleFigures> {
  return (await showSample(database, id)).figures;
}
