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
  /** Two for each connection. */
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
  // What is compiled while there is one of a kind is compiled again for the next one: the real one must not be that.
  const named = connections
    .flatMap((one) => [one, one])
    .map((like, index) => {
      const connection = { ...like, name: `${practice}-${index}`, limits: unboundedWindows };
      return { connection, mapping: mappings.of(like) };
    });
  const admission = createRedisAdmission({
    ...{ redisUrl, prefix: `fieldwork:${practice}`, logger },
    limits: connectionLimits(named.map(({ connection }) => connection)),
  });
  const standIns: CrmStandIn[] = [];
  const close = async () => {
    for (const { adapter } of standIns) await adapter.close();
    await admission.stop();
  };
  try {
    await admission.start();
    for (const { connection, mapping } of named) {
      standIns.push(await openStandIn(connection, { outputs, mapping, admission, logger }));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { standIns, close };
}
