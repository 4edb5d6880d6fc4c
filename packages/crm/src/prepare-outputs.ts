import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ObjectName } from "@fieldwork/contracts";
import { AppError, type ConfigProblem, configError } from "@fieldwork/runtime";
import type { CrmAdapter, OutputsOf } from "./crm-adapter.ts";

/**
 * Makes sure that every connection has the fields: created where the vendor lets us, else the files
 * that create them are laid down.
 *
 * @throws AppError `config_invalid`, naming all that is missing in all connections.
 */
export async function prepareOutputs({
  adapters,
  outputs,
  metadataDir,
  signal,
}: {
  adapters: readonly CrmAdapter[];
  outputs: OutputsOf;
  metadataDir: string;
  signal: AbortSignal;
}): Promise<void> {
  const problems = await Promise.all(
    adapters.flatMap((adapter) =>
      adapter.objects
        .filter((object) => outputs(object).length > 0)
        .map((object) => prepareOne({ adapter, object, outputs, metadataDir, signal })),
    ),
  );
  if (problems.flat().length > 0) throw configError(problems.flat());
}

async function prepareOne({
  adapter,
  object,
  outputs,
  metadataDir,
  signal,
}: {
  adapter: CrmAdapter;
  object: ObjectName;
  outputs: OutputsOf;
  metadataDir: string;
  signal: AbortSignal;
}): Promise<ConfigProblem[]> {
  const what = `${adapter.connection}/${object}`;
  try {
    const result = await adapter.ensureOutputFields(object, outputs(object), signal);
    if (result.kind === "ready") return [];
    const dir = join(metadataDir, adapter.connection, object);
    for (const { path, content } of result.metadata) {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await writeFile(join(dir, path), content);
    }
    const problem = `lacks the fields ${result.fields.join(", ")}`;
    return [{ what, problem, remedy: `${result.remedy} The files are in ${dir}` }];
  } catch (error) {
    const { message } = AppError.from(error);
    return [
      { what, problem: message, remedy: "Check the connection's address, secrets and permissions" },
    ];
  }
}
