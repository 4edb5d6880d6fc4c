import type { Logger } from "@fieldwork/runtime";
import type { CrmActivities } from "./activities/crm-activities.ts";
import type { CrmAdapter, FieldWriteResult } from "./crm-adapter.ts";
import { CrmError, isCrmErrorReason } from "./crm-error.ts";

/** What a connection was last told, if it still has to be left alone. */
export interface Rest {
  /** A reason of `CrmError`. */
  reason: string;
  message: string;
  remainingMs: number;
}

/** Where the rests of connections are stored, for all processes. */
export interface ConnectionRests {
  find(connection: string): Promise<Rest | undefined>;
  /** Never shortens a rest. Returns whether it is new. */
  begin(rest: {
    connection: string;
    reason: string;
    message: string;
    forMs: number;
  }): Promise<boolean>;
}

export interface RestingAdapterDeps {
  rests: ConnectionRests;
  logger: Logger;
}

const looksLastMs = 1000;

/**
 * An adapter that lets its connection rest: once its vendor says how long to stay away, no process
 * calls it before that, and each call fails with the same reason and the remaining time.
 */
export function createRestingAdapter(adapter: CrmAdapter, deps: RestingAdapterDeps): CrmAdapter {
  const { unlessResting, writeUnlessResting } = createRestGuard(adapter, deps);
  const { listen, readToWrite, bulkWrites, activities, findReplaced, readAutomations } = adapter;
  const { abortReadJob } = adapter;
  return {
    ...adapter,
    activities: activities && restingActivities(activities, unlessResting),
    readChanges: (object, cursor, signal) =>
      eachStep(adapter.readChanges(object, cursor, signal), unlessResting),
    ...(listen && {
      listen: (object, position, signal) =>
        eachStep(listen(object, position, signal), unlessResting),
    }),
    readRecords: (object, ids, signal) =>
      unlessResting(() => adapter.readRecords(object, ids, signal)),
    ...(readToWrite && {
      readToWrite: (object, ids, signal) => unlessResting(() => readToWrite(object, ids, signal)),
    }),
    ...(findReplaced && {
      findReplaced: (object, written, signal) =>
        unlessResting(() => findReplaced(object, written, signal)),
    }),
    ...(readAutomations && {
      readAutomations: (object, fields, signal) =>
        unlessResting(() => readAutomations(object, fields, signal)),
    }),
    readNow: (object, ids, signal) => unlessResting(() => adapter.readNow(object, ids, signal)),
    countMatching: (object, filter, signal) =>
      unlessResting(() => adapter.countMatching(object, filter, signal)),
    readMatching: (object, read, signal) =>
      unlessResting(() => adapter.readMatching(object, read, signal)),
    ...(abortReadJob && {
      abortReadJob: (id, signal) => unlessResting(() => abortReadJob(id, signal)),
    }),
    writeFields: (object, writes, signal) =>
      writeUnlessResting(writes, () => adapter.writeFields(object, writes, signal)),
    ...(bulkWrites && {
      bulkWrites: {
        ...bulkWrites,
        write: (object, writes, signal) =>
          writeUnlessResting(writes, () => bulkWrites.write(object, writes, signal)),
      },
    }),
    describeFields: (object, signal) => unlessResting(() => adapter.describeFields(object, signal)),
    recordPage: (object, signal) => unlessResting(() => adapter.recordPage(object, signal)),
    ensureOutputFields: (object, fields, signal) =>
      unlessResting(() => adapter.ensureOutputFields(object, fields, signal)),
  };
}

interface RestGuard {
  /** Throws where the connection rests. */
  unlessResting<T>(call: () => Promise<T>): Promise<T>;
  /** Refuses every write where it rests. */
  writeUnlessResting(
    writes: readonly unknown[],
    write: () => Promise<FieldWriteResult[]>,
  ): Promise<FieldWriteResult[]>;
}

function createRestGuard(
  { connection }: Pick<CrmAdapter, "connection">,
  { rests, logger }: RestingAdapterDeps,
): RestGuard {
  let seen: { rest: Rest | undefined; at: number } | undefined;

  async function findRest(): Promise<CrmError | undefined> {
    if (seen === undefined || performance.now() - seen.at > looksLastMs) {
      seen = { rest: await rests.find(connection), at: performance.now() };
    }
    if (seen.rest === undefined) return undefined;
    const { reason, message, remainingMs } = seen.rest;
    const leftMs = Math.ceil(remainingMs - (performance.now() - seen.at));
    return leftMs > 0 ? resting({ reason, message, remainingMs: leftMs }) : undefined;
  }

  async function notice(error: unknown): Promise<void> {
    const forMs = restMsOf(error);
    if (forMs === undefined || !(error instanceof CrmError)) return;
    const { reason, message } = error;
    seen = { rest: { reason, message, remainingMs: forMs }, at: performance.now() };
    try {
      const isNew = await rests.begin({ connection, reason, message, forMs });
      if (isNew) logger.warn({ connection, reason, forMs }, "resting the connection");
    } catch (err) {
      logger.warn(
        { err, connection },
        "could not store that the connection rests; only this process knows",
      );
    }
  }

  async function unlessResting<T>(call: () => Promise<T>): Promise<T> {
    const rest = await findRest();
    if (rest) throw rest;
    try {
      return await call();
    } catch (error) {
      await notice(error);
      throw error;
    }
  }

  async function writeUnlessResting(
    writes: readonly unknown[],
    write: () => Promise<FieldWriteResult[]>,
  ): Promise<FieldWriteResult[]> {
    const error = await findRest();
    if (error) return writes.map(() => ({ kind: "refused", error }));
    const results = await write();
    const errors = results.flatMap((result) => ("error" in result ? [result.error] : []));
    const longest = errors.toSorted((a, b) => (restMsOf(b) ?? 0) - (restMsOf(a) ?? 0))[0];
    await notice(longest);
    return results;
  }

  return { unlessResting, writeUnlessResting };
}

type UnlessResting = <T>(call: () => Promise<T>) => Promise<T>;

function restingActivities(activities: CrmActivities, unlessResting: UnlessResting): CrmActivities {
  const { readRecordsOf } = activities;
  return {
    of: activities.of,
    readRecent: (ask, signal) => unlessResting(() => activities.readRecent(ask, signal)),
    readTouched: (ask, signal) => eachStep(activities.readTouched(ask, signal), unlessResting),
    ...(readRecordsOf && {
      readRecordsOf: (ask, signal) => unlessResting(() => readRecordsOf(ask, signal)),
    }),
    checkShown: (ask, signal) => unlessResting(() => activities.checkShown(ask, signal)),
  };
}

async function* eachStep<T>(
  steps: AsyncIterable<T>,
  unlessResting: UnlessResting,
): AsyncIterable<T> {
  const iterator = steps[Symbol.asyncIterator]();
  try {
    for (;;) {
      const step = await unlessResting(() => iterator.next());
      if (step.done) return;
      yield step.value;
    }
  } finally {
    await iterator.return?.();
  }
}

/** Not a call, but the refusal to make one. */
export function isResting(error: unknown): error is CrmError {
  return error instanceof CrmError && error.details.isResting === true;
}

/** How long the whole connection has to be left alone after this; undefined if it does not. */
function restMsOf(error: unknown): number | undefined {
  if (!(error instanceof CrmError) || error.details.isResting === true) return undefined;
  const isOfAll =
    error.scope === "account" || error.reason === "busy" || error.reason === "limits-unknown";
  return isOfAll ? error.retryAfterMs : undefined;
}

function resting({ reason, message, remainingMs }: Rest): CrmError {
  const until = new Date(Date.now() + remainingMs).toISOString();
  const said = message.replace(/^\[\w+\] /, "");
  return new CrmError(`the connection rests until ${until}: ${said}`, {
    reason: isCrmErrorReason(reason) ? reason : "busy",
    outcome: "not-sent",
    waitMs: remainingMs,
    signature: `resting ${reason}`,
    details: { isResting: true },
  });
}
