import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ObjectName } from "@fieldwork/contracts";
import { AppError, type ConfigProblem, configError } from "@fieldwork/runtime";
import type { CrmAdapter, MissingOutputs, OutputsOf } from "./crm-adapter.ts";

interface Preparing {
  outputs: OutputsOf;
  metadataDir: string;
  signal: AbortSignal;
}

/**
 * Makes sure that every connection has the fields: created where the vendor lets us, else the files
 * that create them are laid down, those of a connection in one folder, to be deployed together.
 *
 * @throws AppError `config_invalid`, naming all that is missing in all connections.
 */
export async function prepareOutputs({
  adapters,
  ...preparing
}: Preparing & { adapters: readonly CrmAdapter[] }): Promise<void> {
  const problems = await Promise.all(adapters.map((adapter) => prepareOne(adapter, preparing)));
  if (problems.flat().length > 0) throw configError(problems.flat());
}

async function prepareOne(
  adapter: CrmAdapter,
  { outputs, metadataDir, signal }: Preparing,
): Promise<ConfigProblem[]> {
  const objects = adapter.objects.filter((object) => outputs(object).length > 0);
  const missing = new Map<ObjectName, MissingOutputs>();
  const problems = await Promise.all(
    objects.map(async (object): Promise<ConfigProblem[]> => {
      try {
        const result = await adapter.ensureOutputFields(object, outputs(object), signal);
        if (result.kind === "missing") missing.set(object, result);
        return [];
      } catch (error) {
        const { message: problem } = AppError.from(error);
        const remedy = "Check the connection's address, secrets and permissions";
        return [{ what: `${adapter.connection}/${object}`, problem, remedy }];
      }
    }),
  );
  return [...problems.flat(), ...(await layDown({ adapter, missing, outputs, metadataDir }))];
}

async function layDown({
  adapter,
  missing,
  outputs,
  metadataDir,
}: Omit<Preparing, "signal"> & {
  adapter: CrmAdapter;
  missing: ReadonlyMap<ObjectName, MissingOutputs>;
}): Promise<ConfigProblem[]> {
  if (missing.size === 0) return [];
  const dir = join(metadataDir, adapter.connection);
  const deployment = adapter.deploymentOf?.(
    [...missing].map(([object, { fields }]) => ({ object, fields, outputs: outputs(object) })),
  );
  for (const { path, content } of deployment?.metadata ?? []) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
  return [...missing].map(([object, { fields }]) => ({
    what: `${adapter.connection}/${object}`,
    problem: `lacks the fields ${fields.join(", ")}`,
    remedy: deployment?.remedyIn(dir) ?? "Create them in the CRM",
  }));
}
