import { randomUUID } from "node:crypto";
import {
  type Connection,
  type CrmStandIn,
  connectionLimits,
  type Mappings,
  type OutputsOf,
  openStandIn,
  unboundedWindows,
} from "@fieldwork/crm";
import { createRedisAdmission } from "@fieldwork/limits";
import type { Logger } from "@fieldwork/runtime";

export interface PracticeAccountsDeps {
  redisUrl: string;
  connections: readonly Connection[];
  mappings: Pick<Mappings, "of">;
  outputs: OutputsOf;
  logger: Logger;
}

export interface PracticeAccounts {
  /** One for each connection. */
  standIns: readonly CrmStandIn[];
  close(): Promise<void>;
}

/**
 * Stand-ins for all connections, under names of their own. Their calls are admitted as real ones are, under
 * keys that expire: practice takes nothing from a CRM's limits.
 */
export async function openPracticeAccounts({
  redisUrl,
  connections,
  mappings,
  outputs,
  logger,
}: PracticeAccountsDeps): Promise<PracticeAccounts> {
  const practice = `warm-up-${randomUUID()}`;
  const named = connections.map((one, index) => ({
    ...{ ...one, name: `${practice}-${index}`, limits: unboundedWindows },
  }));
  const admission = createRedisAdmission({
    ...{ redisUrl, limits: connectionLimits(named), prefix: `fieldwork:${practice}`, logger },
  });
  const standIns: CrmStandIn[] = [];
  const close = async () => {
    for (const { adapter } of standIns) await adapter.close();
    await admission.stop();
  };
  try {
    await admission.start();
    for (const [index, one] of named.entries()) {
      const mapping = mappings.of(connections[index] ?? one);
      standIns.push(await openStandIn(one, { outputs, mapping, admission, logger }));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { standIns, close };
}
