import { type CrmAdapter, type Crms, connectionLimits, createAdapter } from "@fieldwork/crm";
import { type Enrichment, outputsOf } from "@fieldwork/enrichments";
import { createRedisAdmission } from "@fieldwork/limits";
import { AppError, type Logger } from "@fieldwork/runtime";
import { type Finding, look } from "./finding.ts";

export interface TestConnectionsDeps {
  crms: Crms;
  enrichments: readonly Enrichment[];
  /** Of the services that run: calls then stay inside the limits together with theirs. */
  redisUrl: string | undefined;
  logger: Logger;
}

/**
 * Whether each connection can do what its objects need: reading records, and the output fields. It
 * writes nothing.
 *
 * @throws AppError `config_invalid` for a name that no connection has.
 */
export async function testConnections(
  { crms: { connections, mappings }, enrichments, redisUrl, logger }: TestConnectionsDeps,
  only?: string,
): Promise<Finding[]> {
  const named = connections.filter(({ name }) => only === undefined || name === only);
  if (only !== undefined && named.length === 0) throw unknown(only, connections);
  const limits = connectionLimits(connections);
  const admission =
    redisUrl === undefined ? undefined : createRedisAdmission({ redisUrl, limits, logger });
  const outputs = outputsOf(enrichments);
  const adapters = named.map((one) =>
    createAdapter(one, { outputs, mapping: mappings.of(one), admission, logger }),
  );
  try {
    await admission?.start();
    const objects = new Set(enrichments.map(({ object }) => object));
    const found = await Promise.all(
      adapters.flatMap((adapter) =>
        adapter.objects
          .filter((object) => objects.has(object))
          .map((object) =>
            look(`${adapter.connection} ${object}`, () =>
              testObject(adapter, object, outputs(object)),
            ),
          ),
      ),
    );
    return found.flat();
  } finally {
    await Promise.all(adapters.map((adapter) => adapter.close()));
    await admission?.stop();
  }
}

const withinMs = 30_000;

async function testObject(
  adapter: CrmAdapter,
  object: string,
  outputs: readonly { field: string }[],
): Promise<Finding[]> {
  const signal = AbortSignal.timeout(withinMs);
  const of = `${adapter.connection} ${object}`;
  const ours = new Set(outputs.map(({ field }) => field));
  const described = await adapter.describeFields(object, signal);
  const fields = described.filter(({ field }) => ours.has(field));
  const missing = fields.filter(({ exists }) => !exists).map(({ vendorName }) => vendorName);
  const locked = fields
    .filter(({ exists, writable }) => exists && !writable)
    .map(({ vendorName }) => vendorName);
  // Nothing is published: one page shows that records may be read.
  let read = 0;
  for await (const { changes } of adapter.readChanges(object, null, signal)) {
    read = changes.length;
    break;
  }
  const told = `${read === 0 ? "no record is shown to us" : "records can be read"}, ${fields.length - missing.length - locked.length} of ${fields.length} output fields can be written`;
  if (locked.length > 0) {
    const remedy = `Give Fieldwork's user the right to edit ${locked.join(", ")}`;
    return [{ of, state: "wrong", told, remedy }];
  }
  if (missing.length > 0) {
    const remedy = `Not there yet: ${missing.join(", ")}. With WRITE_MODE=apply, npx fieldwork prepare creates them or says how`;
    return [{ of, state: "odd", told, remedy }];
  }
  if (read === 0) {
    const remedy = `Check that Fieldwork's user may see any ${object}`;
    return [{ of, state: "odd", told, remedy }];
  }
  return [{ of, state: "fine", told }];
}

function unknown(name: string, connections: Crms["connections"]): AppError {
  const known = connections.map((one) => one.name).join(", ");
  return new AppError(`there is no connection ${name}: there are ${known}`, {
    code: "config_invalid",
    retryable: false,
  });
}
