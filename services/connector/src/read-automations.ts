import { companionField, type ObjectAutomations, type ObjectName } from "@fieldwork/contracts";
import type { CrmAdapter } from "@fieldwork/crm";
import type { Definitions } from "@fieldwork/enrichments";
import { AppError, createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { claimAutomationReading, keepAutomations } from "@fieldwork/store/automations";

export interface AutomationReadingsDeps {
  adapter: CrmAdapter;
  database: Database;
  definitions: Pick<Definitions, "current">;
  logger: Logger;
}

const lookEveryMs = 1000;
const withinMs = 20_000;
const leaseMs = 2 * withinMs;

/**
 * Has the CRM tell which of its automations name the fields that enrichments write, as somebody ordered for
 * a sheet. Where it cannot, that is kept in place of them. Of several connectors, one asks.
 */
export function createAutomationReadings(deps: AutomationReadingsDeps): Ticker {
  const { adapter, database, logger } = deps;
  const { connection } = adapter;
  return createTicker({
    name: `automations of ${connection}`,
    logger,
    async tick(signal) {
      const claimed = await claimAutomationReading(database, { connection, leaseMs });
      if (claimed === undefined) return lookEveryMs;
      const told = await readOrProblem(deps, claimed.object, signal);
      // Stopped in the middle it has found nothing out; another asks once the lease has lapsed.
      if (!signal.aborted) await keepAutomations(database, { connection, ...claimed }, told);
      return 0;
    },
  });
}

async function readOrProblem(
  { adapter, definitions, logger }: AutomationReadingsDeps,
  object: ObjectName,
  stopped: AbortSignal,
): Promise<ObjectAutomations | { problem: NonNullable<ObjectAutomations["onUpdateGap"]> }> {
  const { connection, vendor, readAutomations } = adapter;
  if (readAutomations === undefined) {
    const said = `there is no reading of the automations of ${vendor}`;
    return { problem: { code: "not-offered", said, grant: null } };
  }
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(withinMs)]);
  try {
    return await readAutomations(object, fieldsWritten(definitions, object), signal);
  } catch (cause) {
    const error = AppError.from(cause);
    // A sheet says so: nothing depends on it.
    logger.info({ connection, object, err: error }, "the CRM's automations could not be read");
    return { problem: { code: "failed", said: error.said, grant: null } };
  }
}

function fieldsWritten({ current }: Pick<Definitions, "current">, object: ObjectName): string[] {
  const outputs = current().flatMap((one) => (one.object === object ? one.outputs : []));
  const fields = outputs.flatMap(({ field, companions = [] }) => [
    field,
    ...companions.map((kind) => companionField(field, kind)),
  ]);
  return [...new Set(fields)];
}
