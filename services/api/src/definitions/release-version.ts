import { withCompanionFields } from "@fieldwork/contracts";
import { type Enrichment, releasedEnrichment } from "@fieldwork/enrichments";
import { AppError } from "@fieldwork/runtime";
import { type Db, findDefinitions, listReleased, releaseVersion } from "@fieldwork/store";
import type { Actor, OrderDeps } from "../orders.ts";

export interface VersionRelease {
  name: string;
  hash: string;
  /** The current version whose difference was seen; null where there is none. */
  seen: string | null;
}

/**
 * Makes a version current that was released before: its files were checked then, and its output fields
 * created. Running services follow, and work that has begun finishes as it began.
 *
 * @throws AppError `not_found` for what was never released; `request_invalid` for a version that this
 * Fieldwork cannot read, or that writes what another enrichment writes now; `sheet_outdated` if another
 * version has become current meanwhile.
 */
export async function releaseVersionByOrder(
  { database, audit }: Omit<OrderDeps, "reader">,
  actor: Actor,
  { name, hash, seen }: VersionRelease,
): Promise<{ hash: string; before: string | null }> {
  await database.transaction(async (tx) => {
    const version = await demandVersion(tx, { name, hash });
    await makeCurrent(tx, audit, { version, seen, actor });
  });
  return { hash, before: seen };
}

/** Makes a version current, whose content is told unless it was released before, and notes who did. */
export async function makeCurrent(
  tx: Db,
  audit: OrderDeps["audit"],
  {
    version,
    content,
    seen,
    actor,
  }: { version: Enrichment; content?: object; seen: string | null; actor: Actor },
): Promise<void> {
  const { name, hash } = version;
  const clash = clashWith(version, await currentOthers(tx, name));
  if (clash !== undefined) throw invalid(`${name} ${hash} cannot be released: ${clash}`);
  if (!(await releaseVersion(tx, { name, hash, content, seen, by: actor.name }))) {
    const message = `another version of ${name} has become current meanwhile: look at the difference again`;
    throw new AppError(message, { code: "sheet_outdated", retryable: false });
  }
  const [before, after] = [seen === null ? {} : { [name]: seen }, { [name]: hash }];
  const subject = `definitions/${name}`;
  await audit(tx, { actor, order: "definitions.release", subject, before, after });
}

async function demandVersion(tx: Db, ref: { name: string; hash: string }): Promise<Enrichment> {
  const [found] = await findDefinitions(tx, [ref]);
  if (found === undefined)
    throw new AppError(`${ref.name} ${ref.hash} was never released`, {
      code: "not_found",
      retryable: false,
    });
  const version = releasedEnrichment(found.content, ref.hash);
  if (version === undefined)
    throw invalid(
      `${ref.name} ${ref.hash} is from another version of Fieldwork: release it from its files`,
    );
  return version;
}

async function currentOthers(tx: Db, name: string): Promise<Enrichment[]> {
  const released = (await listReleased(tx)).filter((one) => one.name !== name);
  const found = await findDefinitions(tx, released);
  return found.flatMap(({ content, hash }) => releasedEnrichment(content, hash) ?? []);
}

/** What another one answers or writes already; undefined for nothing. Pure. */
export function clashWith(
  version: Enrichment,
  others: readonly Pick<Enrichment, "name" | "object" | "outputs">[],
): string | undefined {
  for (const other of others.filter(({ object }) => object === version.object))
    for (const output of version.outputs) {
      const taken = other.outputs.find(
        ({ name, field }) => name === output.name || isTaken(field, output.field),
      );
      if (taken) return `${other.name} writes ${taken.field} of each ${version.object} now`;
    }
  return undefined;
}

/** A field belongs to an output with those of all companions that it may have. */
function isTaken(one: string, other: string): boolean {
  return withCompanionFields(one).includes(other) || withCompanionFields(other).includes(one);
}

function invalid(message: string): AppError {
  return new AppError(message, { code: "request_invalid", retryable: false });
}
