import { stableJson } from "@fieldwork/runtime";
import {
  type Database,
  type Db,
  type DefinitionRef,
  type DefinitionRelease,
  findDefinitions,
  listReleased,
  releaseDefinitions,
} from "@fieldwork/store";
import { type DefinitionContent, definitionContent, type Enrichment } from "./definition.ts";
import { contentOf, enrichmentFrom } from "./versions.ts";

/** What a release changes in one definition. */
export type DefinitionChange =
  | { kind: "new"; name: string; hash: string }
  | { kind: "changed"; name: string; from: string; hash: string; parts: string[] }
  | { kind: "gone"; name: string; from: string };

/** What would change if these were released, with the parts of each definition that differ. */
export async function findReleaseChanges(
  db: Db,
  enrichments: readonly Enrichment[],
): Promise<DefinitionChange[]> {
  const released = await listReleased(db);
  const contents = await findDefinitions(db, released);
  const known = new Map(contents.map(({ name, content }) => [name, content]));
  return compareReleases(
    released.map(({ name, hash }) => ({ name, hash, content: known.get(name) })),
    enrichments.map(contentOf),
  );
}

/** The differences between two sets of definitions, in the order of their names. Pure. */
export function compareReleases(
  released: readonly (DefinitionRef & { content: unknown })[],
  proposed: readonly DefinitionContent[],
): DefinitionChange[] {
  const before = new Map(released.map((one) => [one.name, one]));
  const names = new Set(proposed.map(({ name }) => name));
  const changes = proposed.flatMap((content): DefinitionChange[] => {
    const { name, hash } = enrichmentFrom(content);
    const standing = before.get(name);
    if (standing === undefined) return [{ kind: "new", name, hash }];
    if (standing.hash === hash) return [];
    const parts = differingParts(standing.content, content);
    return [{ kind: "changed", name, from: standing.hash, hash, parts }];
  });
  const gone = released
    .filter(({ name }) => !names.has(name))
    .map(({ name, hash }): DefinitionChange => ({ kind: "gone", name, from: hash }));
  return [...changes, ...gone].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function differingParts(before: unknown, after: DefinitionContent): string[] {
  const old: Readonly<Record<string, unknown>> = Object(before);
  return Object.keys(definitionContent.shape).filter((part) => {
    const now = after[part as keyof DefinitionContent];
    return stableJson([old[part]]) !== stableJson([now]);
  });
}

/** Releases exactly these, all or none; running services follow within seconds. */
export async function releaseEnrichments(
  database: Pick<Database, "transaction">,
  {
    enrichments,
    ...order
  }: Omit<DefinitionRelease, "definitions"> & {
    enrichments: readonly Enrichment[];
  },
): Promise<void> {
  const definitions = enrichments.map(contentOf).map((content) => {
    const { name, hash } = enrichmentFrom(content);
    return { name, hash, content };
  });
  await releaseDefinitions(database, { ...order, definitions });
}
