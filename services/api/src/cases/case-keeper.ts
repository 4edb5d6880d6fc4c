import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import {
  type Correction,
  type Database,
  type Db,
  findDefinitions,
  keepCases,
  takeCorrections,
} from "@fieldwork/store";
import { buildCase, type CasedDefinition, casedDefinition, type NoCase } from "./build-case.ts";

const lookEveryMs = 2000;
const mostAtOnce = 100;

/**
 * Makes labelled cases of what people correct, by order or in the CRM, soon after: while the record's inputs
 * are still those that the answer was about. Any number may run.
 */
export function createCaseKeeper({
  database,
  logger,
}: {
  database: Database;
  logger: Logger;
}): Ticker {
  return createTicker({
    name: "labelled cases",
    logger,
    async tick() {
      const { looked, kept, missed } = await labelCorrections(database);
      if (looked > 0) logger.info({ looked, kept, missed }, "corrections became labelled cases");
      return looked < mostAtOnce ? lookEveryMs : 0;
    },
  });
}

export interface Labelled {
  looked: number;
  kept: number;
  /** How many made no case, by why. */
  missed: Partial<Record<NoCase, number>>;
}

/** Looks at the next corrections, each once. */
export async function labelCorrections(database: Database): Promise<Labelled> {
  return database.transaction(async (tx) => {
    const corrections = await takeCorrections(tx, mostAtOnce);
    if (corrections.length === 0) return { looked: 0, kept: 0, missed: {} };
    const definitionOf = await loadDefinitions(tx, corrections);
    const built = corrections.map((one) => buildCase(one, definitionOf(one)));
    const cases = built.flatMap((one) => (typeof one === "string" ? [] : [one]));
    await keepCases(tx, cases);
    const missed: Labelled["missed"] = {};
    for (const one of built) if (typeof one === "string") missed[one] = (missed[one] ?? 0) + 1;
    return { looked: corrections.length, kept: cases.length, missed };
  });
}

async function loadDefinitions(
  tx: Db,
  corrections: readonly Correction[],
): Promise<(correction: Correction) => CasedDefinition | undefined> {
  const refs = corrections.flatMap(({ answer }) =>
    answer?.definitionHash ? [{ name: answer.enrichment, hash: answer.definitionHash }] : [],
  );
  const unique = [...new Map(refs.map((ref) => [`${ref.name}/${ref.hash}`, ref])).values()];
  const found = await findDefinitions(tx, unique);
  const known = new Map(
    found.flatMap(({ name, hash, content }) => {
      const parsed = casedDefinition.safeParse(content);
      return parsed.success ? [[`${name}/${hash}`, parsed.data] as const] : [];
    }),
  );
  return ({ answer }) => known.get(`${answer?.enrichment}/${answer?.definitionHash}`);
}
