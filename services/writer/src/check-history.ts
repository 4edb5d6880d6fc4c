import { randomUUID } from "node:crypto";
import type { CrmAdapter, WrittenValue } from "@fieldwork/crm";
import type { Definitions } from "@fieldwork/enrichments";
import { AppError, createTicker, type Logger, type Service } from "@fieldwork/runtime";
import {
  createRoleKeeper,
  type Database,
  recordDecisions,
  recordOwnerChanges,
} from "@fieldwork/store";
import {
  beginHistoryCheck,
  findCheckableUpTo,
  findWrittenIntents,
  saveHistoryCheck,
  type WrittenIntent,
} from "@fieldwork/store/replaced";
import {
  findOverwritten,
  type ReplacedByUs,
  toDecision,
  toOwnerChange,
} from "./plan-overwritten.ts";
import { meterOverwritten } from "./write-window.ts";

export interface HistoryCheckDeps {
  database: Database;
  adapters: ReadonlyMap<string, CrmAdapter>;
  definitions: Pick<Definitions, "named" | "load">;
  /** 0: never. */
  everyMs: number;
  logger: Logger;
}

/** In one look at a connection: a backfill is followed at this pace, not at its own. */
const mostAtOnce = 1000;
/** A CRM's history may be behind its records. */
const settledForMs = 10_000;
const roleLeaseMs = 60_000;

/**
 * Compares what we wrote with the CRM's own history of its fields, where it keeps one: a write that
 * replaced something else than what was read before it has overwritten somebody's edit. That goes to
 * review; nothing is written back.
 */
export function createHistoryCheck(deps: HistoryCheckDeps): Service {
  const { database, adapters, everyMs, logger } = deps;
  const holder = randomUUID();
  const checked = [...adapters.values()]
    .filter(({ findReplaced }) => findReplaced !== undefined)
    .map((adapter) => {
      const claim = { role: `history-check/${adapter.connection}`, holder };
      return { adapter, role: createRoleKeeper({ database, claim, leaseMs: roleLeaseMs, logger }) };
    });
  const ticker = createTicker({
    name: "history check",
    logger,
    async tick(signal) {
      let isBehind = false;
      for (const { adapter, role } of checked) {
        if (!signal.aborted && role.isHeld())
          isBehind = (await checkNext(deps, adapter, signal)) || isBehind;
      }
      return isBehind ? everyMs / 6 : everyMs;
    },
  });
  return {
    name: ticker.name,
    async start() {
      if (everyMs === 0) return;
      for (const { adapter } of checked) await beginHistoryCheck(database, adapter.connection);
      for (const { role } of checked) await role.start();
      await ticker.start();
    },
    async stop() {
      await ticker.stop();
      for (const { role } of checked) await role.stop();
    },
  };
}

/** Returns whether there is more to look at now. */
async function checkNext(
  deps: HistoryCheckDeps,
  adapter: CrmAdapter,
  signal: AbortSignal,
): Promise<boolean> {
  const { database, definitions, everyMs, logger } = deps;
  const { connection } = adapter;
  const limit = mostAtOnce;
  const forMs = Math.min(settledForMs, everyMs);
  const upTo = await findCheckableUpTo(database, { connection, limit, settledForMs: forMs });
  if (upTo === null) return false;
  const written = await findWrittenIntents(database, { connection, upTo });
  try {
    const replaced = await readReplaced(adapter, written, signal);
    await definitions.load(written);
    const found = findOverwritten(replaced, (one) => mayOverwrite(definitions, one));
    await keep(deps, { connection, upTo, found });
  } catch (caught) {
    const err = AppError.from(caught);
    logger.warn({ err, connection }, "the history of fields could not be read; trying again");
    return false;
  }
  return written.length >= limit / 2;
}

async function readReplaced(
  adapter: CrmAdapter,
  written: readonly WrittenIntent[],
  signal: AbortSignal,
): Promise<ReplacedByUs[]> {
  const found: ReplacedByUs[] = [];
  for (const [object, ofObject] of Map.groupBy(written, (one) => one.object)) {
    const asked = new Map(ofObject.map((one) => [toWrittenValue(one), one]));
    const replaced = await adapter.findReplaced?.(object, [...asked.keys()], signal);
    for (const { written: key, value } of replaced ?? []) {
      const of = asked.get(key);
      if (of) found.push({ written: of, value });
    }
  }
  return found;
}

function toWrittenValue(intent: WrittenIntent): WrittenValue {
  const { recordId: id, field, afterValue: value, openedAt, settledAt } = intent;
  return { id, field, value, openedAt, settledAt };
}

function mayOverwrite(
  definitions: HistoryCheckDeps["definitions"],
  { enrichment, definitionHash, field }: WrittenIntent,
): boolean {
  const outputs = definitions.named(enrichment, definitionHash)?.outputs ?? [];
  return outputs.some((output) => output.field === field && output.policy === "always");
}

async function keep(
  { database, logger }: HistoryCheckDeps,
  { connection, upTo, found }: { connection: string; upTo: string; found: readonly ReplacedByUs[] },
): Promise<void> {
  await database.transaction(async (tx) => {
    for (const [object, ofObject] of Map.groupBy(found, ({ written }) => written.object)) {
      await recordOwnerChanges(tx, { connection, object, changes: ofObject.map(toOwnerChange) });
      await recordDecisions(tx, ofObject.map(toDecision));
    }
    await saveHistoryCheck(tx, { connection, upTo });
  });
  if (found.length === 0) return;
  meterOverwritten(connection, found.length);
  logger.warn({ connection, count: found.length }, "edits were overwritten; they are in review");
}
