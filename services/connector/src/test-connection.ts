import { type CrmAdapter, createContextAdapter, testAccess } from "@fieldwork/crm";
import { type Definitions, fieldsRead } from "@fieldwork/enrichments";
import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import {
  type ConnectionFinding,
  claimConnectionTest,
  keepConnectionTest,
} from "@fieldwork/store/connection-tests";

export interface ConnectionTestsDeps {
  /** It may be tested while it has to be left alone: a person wants to know whether that is over. */
  adapter: CrmAdapter;
  database: Database;
  definitions: Pick<Definitions, "current">;
  logger: Logger;
}

const lookEveryMs = 1000;
const withinMs = 30_000;
const leaseMs = 2 * withinMs;

/** Carries out the tests of a connection that people order. Of several connectors, one does. */
export function createConnectionTests(deps: ConnectionTestsDeps): Ticker {
  const { adapter, database, logger } = deps;
  const { connection } = adapter;
  return createTicker({
    name: `tests of ${connection}`,
    logger,
    async tick(signal) {
      const order = await claimConnectionTest(database, { connection, leaseMs });
      if (order === undefined) return lookEveryMs;
      const findings = await findAccess(deps, signal);
      // Stopped in the middle it has found nothing out; another carries it out once the lease has lapsed.
      if (!signal.aborted) await keepConnectionTest(database, { connection, order }, findings);
      return lookEveryMs;
    },
  });
}

async function findAccess(
  { adapter, definitions, logger }: ConnectionTestsDeps,
  stopped: AbortSignal,
): Promise<ConnectionFinding[]> {
  const current = definitions.current();
  const used = adapter.objects.filter((one) => current.some(({ object }) => object === one));
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(withinMs)]);
  const wants = (object: string) => fieldsRead(current, object);
  const { describeFields } = createContextAdapter(adapter, { wants, logger });
  const shown = { describeFields, readChanges: adapter.readChanges };
  const found = await Promise.all(
    used.map(async (object) => {
      const ofObject = current.filter((one) => one.object === object);
      const outputs = ofObject.flatMap((one) => one.outputs);
      const inputs = fieldsRead(current, object);
      const findings = await testAccess(shown, { object, outputs, inputs }, signal);
      return findings.map(({ remedy = null, ...finding }) => ({ object, ...finding, remedy }));
    }),
  );
  return found.flat();
}
