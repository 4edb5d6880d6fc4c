import { createLaneQueues, type LaneQueuesAt } from "@fieldwork/lanes";
import { type Logger, startServices, stopServices } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { findSigningKey } from "@fieldwork/store/erasure";
import type { Reader } from "@fieldwork/store/reading";
import { listAskedLanes } from "@fieldwork/store/terms";
import type { FastifyInstance } from "fastify";
import type { DefinitionFiles } from "../definitions/proposals.ts";
import { createTrends } from "../trends/trends.ts";
import { authenticate } from "../who/authenticate.ts";
import { allowedHosts } from "../who/request-guards.ts";
import { sessionCookie } from "../who/session-cookie.ts";
import { allHandlers } from "./all-handlers.ts";
import { createChanges } from "./changes.ts";
import { createCursors } from "./cursors.ts";
import { withOrderTransactions } from "./order-transaction.ts";
import { createPreviews } from "./previews.ts";
import { queueBoardPath } from "./queue-board.ts";
import { createServer } from "./server.ts";

export interface ApiOptions {
  /** Where people reach it, such as https://fieldwork.example; undefined for its own machine alone. */
  publicUrl: string | undefined;
  /** Where links lead. */
  linkUrl: () => string;
  /** Other host names that it is known by. */
  otherHosts: readonly string[];
  trustedProxies: number;
  /** Of one person, or of one address that has not signed in. */
  requestsPerMinute: number;
  sessionHours: number;
  sessionIdleHours: number;
  /** How long a sheet of a backfill holds unless its order says something else. */
  sheetHours: number;
  logDays: number;
  /** Of the line in one process: whoever has it may do everything. */
  localToken?: string | undefined;
  /** The folder of the built console; undefined to serve none. */
  consoleDir?: string | undefined;
  /** Where the lanes' queues are; undefined to show none. */
  queuesAt?: LaneQueuesAt | undefined;
  /** The definitions in the files of the configuration; undefined where there are none. */
  files?: DefinitionFiles | undefined;
}

export interface ApiDeps {
  database: Database;
  reader: Reader;
  options: ApiOptions;
  logger: Logger;
}

/** The API on its store. Listens nowhere yet. */
export async function createApi({
  database,
  reader,
  options,
  logger,
}: ApiDeps): Promise<FastifyInstance> {
  const { publicUrl, sessionIdleHours: idleHours, localToken } = options;
  const queues = options.queuesAt && createLaneQueues(options.queuesAt);
  const queuesPath = queues ? queueBoardPath : null;
  const trends = createTrends({ reader, logger });
  const deps = {
    database: withOrderTransactions(database),
    reader,
    trends,
    queuesPath,
    ...options,
  };
  const changes = createChanges({ reader, logger });
  const previews = createPreviews({ database, logger });
  const app = await createServer({
    ...{ database, changes, previews },
    cursors: createCursors(await findSigningKey(database, "cursors")),
    handlers: allHandlers(deps),
    authenticate: (given) => authenticate({ database, idleHours, localToken }, given),
    allowedHosts: allowedHosts(publicUrl, options.otherHosts),
    cookie: sessionCookie(publicUrl),
    consoleDir: options.consoleDir,
    queueBoard: queues && { queues, listLanes: () => listAskedLanes(reader) },
    trustedProxies: options.trustedProxies,
    requestsPerMinute: options.requestsPerMinute,
    failuresPerMinute: options.requestsPerMinute,
    logger,
  });
  const followers = [changes, previews.asks, trends];
  app.addHook("onReady", () => startServices(followers, logger));
  app.addHook("onClose", () => stopServices(queues ? [...followers, queues] : followers, logger));
  return app;
}
