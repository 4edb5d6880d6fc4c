import {
  type Crms,
  connectionLimits,
  createAdapter,
  createContextAdapter,
  type KeptLogins,
  testAccess,
} from "@fieldwork/crm";
import { type Enrichment, fieldsRead, outputsOf } from "@fieldwork/enrichments";
import { createRedisAdmission } from "@fieldwork/limits";
import { AppError, type Logger } from "@fieldwork/runtime";
import type { Finding } from "./finding.ts";

export interface TestConnectionsDeps {
  crms: Crms;
  enrichments: readonly Enrichment[];
  /** Of the services that run: calls then stay inside the limits together with theirs. */
  redisUrl: string | undefined;
  /** Of the services that run; if absent, a connection whose logins have to be kept is not tested. */
  logins?: KeptLogins | undefined;
  logger: Logger;
}

const withinMs = 30_000;

/**
 * Whether each connection can do what its objects need, scope by scope: reading fields and records, and
 * the output fields. It writes nothing.
 *
 * @throws AppError `config_invalid` for a name that no connection has.
 */
export async function testConnections(
  { crms: { connections, mappings }, enrichments, redisUrl, logins, logger }: TestConnectionsDeps,
  only?: string,
): Promise<Finding[]> {
  const named = connections.filter(({ name }) => only === undefined || name === only);
  if (only !== undefined && named.length === 0) throw unknown(only, connections);
  const limits = connectionLimits(connections);
  const admission =
    redisUrl === undefined ? undefined : createRedisAdmission({ redisUrl, limits, logger });
  const outputs = outputsOf(enrichments);
  const adapters = named.map((one) =>
    createAdapter(one, { outputs, mapping: mappings.of(one), admission, logins, logger }),
  );
  try {
    await admission?.start();
    const objects = new Set(enrichments.map(({ object }) => object));
    const wants = (object: string) => fieldsRead(enrichments, object);
    const found = await Promise.all(
      adapters.flatMap((adapter) =>
        adapter.objects
          .filter((object) => objects.has(object))
          .map(async (object) => {
            const asked = { object, outputs: outputs(object), inputs: wants(object) };
            const { describeFields } = createContextAdapter(adapter, { wants, logger });
            const shown = { describeFields, readChanges: adapter.readChanges };
            const findings = await testAccess(shown, asked, AbortSignal.timeout(withinMs));
            return findings.map(({ scope, ...finding }) => ({
              ...{ of: `${adapter.connection} ${object} ${scope}`, ...finding },
            }));
          }),
      ),
    );
    return found.flat();
  } finally {
    await Promise.all(adapters.map((adapter) => adapter.close()));
    await admission?.stop();
  }
}

function unknown(name: string, connections: Crms["connections"]): AppError {
  const known = connections.map((one) => one.name).join(", ");
  return new AppError(`there is no connection ${name}: there are ${known}`, {
    code: "config_invalid",
    retryable: false,
  });
}
