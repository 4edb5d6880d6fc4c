import { contentOf } from "@fieldwork/enrichments";
import { AppError } from "@fieldwork/runtime";
import { listWrittenOutputs } from "@fieldwork/store/reading";
import type { Actor, OrderDeps } from "../orders.ts";
import { type DefinitionFiles, fieldsToCreate, needsFields } from "./proposals.ts";
import { makeCurrent, type VersionRelease } from "./release-version.ts";

/**
 * Releases what the files propose for one definition, as its difference was seen. Output fields that are missing
 * are created first, where that can be done from here.
 *
 * @throws AppError `sheet_outdated` if the files say something else by now, or another version has become current
 * meanwhile; `definition_invalid` for files that are wrong; `request_invalid` for one that writes what another
 * enrichment writes now, or whose fields cannot be created from here.
 */
export async function releaseProposalByOrder(
  deps: OrderDeps & { files: DefinitionFiles | undefined },
  actor: Actor,
  { name, hash, seen }: VersionRelease,
): Promise<{ hash: string; before: string | null }> {
  const { database, reader, files } = deps;
  if (files === undefined)
    throw new AppError(
      "there are no files of definitions here: npx fieldwork definitions release",
      {
        ...{ code: "request_invalid", retryable: false },
      },
    );
  const proposed = (await files.read()).find((one) => one.name === name);
  if (proposed?.hash !== hash) {
    const message = `the files of ${name} say something else by now: look at the difference again`;
    throw new AppError(message, { code: "sheet_outdated", retryable: false });
  }
  const missing = fieldsToCreate(proposed, await listWrittenOutputs(reader));
  if (missing.length > 0 && !files.createFields)
    throw new AppError(needsFields(missing), { code: "request_invalid", retryable: false });
  await files.createFields?.(proposed);
  await database.transaction(async (tx) => {
    const release = { version: proposed, content: contentOf(proposed), seen, actor };
    await makeCurrent(tx, deps.audit, release);
  });
  return { hash, before: seen };
}
