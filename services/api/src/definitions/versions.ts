import { AppError } from "@fieldwork/runtime";
import {
  type Db,
  findDefinitions,
  listDefinitionVersions,
  type ReleasedDefinition,
} from "@fieldwork/store";
import { type ContentChange, diffContents } from "./diff-contents.ts";

export type Version = ReleasedDefinition & { isCurrent: boolean };

/**
 * One version of a definition, the current one unless a hash or its beginning is given, and all that
 * there are.
 *
 * @throws AppError `not_found`
 */
export async function showDefinition(
  db: Db,
  { name, hash }: { name: string; hash?: string | undefined },
): Promise<Version & { content: unknown; versions: Version[] }> {
  const versions = await listDefinitionVersions(db, name);
  const version = find(versions, { name, hash });
  return { ...version, content: await contentOf(db, version), versions };
}

/**
 * What differs between two versions: unless given, the current one, and the one that was released
 * before it.
 *
 * @throws AppError `not_found`
 */
export async function diffDefinition(
  db: Db,
  { name, from, to }: { name: string; from?: string | undefined; to?: string | undefined },
): Promise<{ from: string; to: string; changes: ContentChange[] }> {
  const versions = await listDefinitionVersions(db, name);
  const newer = find(versions, { name, hash: to });
  const older =
    from === undefined
      ? versions[versions.indexOf(newer) + 1]
      : find(versions, { name, hash: from });
  if (older === undefined) {
    const instead = "npx fieldwork definitions diff, without a name, compares the files with it";
    throw unknown(`version of ${name} before ${newer.hash}: ${instead}`);
  }
  const [before, after] = [await contentOf(db, older), await contentOf(db, newer)];
  return { from: older.hash, to: newer.hash, changes: diffContents(before, after) };
}

function find(
  versions: readonly Version[],
  { name, hash }: { name: string; hash: string | undefined },
): Version {
  const found =
    hash === undefined
      ? (versions.find(({ isCurrent }) => isCurrent) ?? versions[0])
      : versions.find((one) => one.hash.startsWith(hash));
  if (found !== undefined) return found;
  throw unknown(hash === undefined ? `definition ${name}` : `version ${hash} of ${name}`);
}

async function contentOf(db: Db, version: Version): Promise<unknown> {
  const [found] = await findDefinitions(db, [version]);
  return found?.content;
}

function unknown(what: string): AppError {
  return new AppError(`there is no ${what}`, { code: "not_found", retryable: false });
}
