import { buildConsole } from "@fieldwork/console";
import { topics } from "@fieldwork/contracts";
import { configError, createHealthServer, untilStopped } from "@fieldwork/runtime";
import { findLatest, markRunStart, type RunStart } from "@fieldwork/store/reading";
import { type Drained, waitForDrain } from "./drain.ts";
import { enrichHistory } from "./enrich-history.ts";
import type { Line } from "./line.ts";
import { createLocalApi } from "./local-api.ts";
import { createProgressView } from "./progress-view.ts";
import type { ReadState } from "./read-state.ts";
import type { Run } from "./run-context.ts";
import type { StartPart } from "./run-crms.ts";
import { sumUp } from "./sum-up.ts";
import { createWatch } from "./watch.ts";

interface Started {
  runStart: RunStart;
  /** Null without a console. */
  consoleUrl: string | null;
}

export interface Followed {
  line: Line;
  readState: ReadState;
  start: StartPart;
}

/**
 * Runs the line until everything is worked through, with live progress, sums up, and then keeps
 * watching. Resolves with whether all wanted work was done.
 *
 * @throws AppError `config_invalid` if a model refuses what it is sent.
 */
export async function followRun(run: Run, followed: Followed): Promise<boolean> {
  const { line, readState } = followed;
  const startedAt = performance.now();
  const { runStart, consoleUrl } = await startLine(run, followed);
  let drained = await drain(run, followed, runStart);
  if (!run.signal.aborted && (await enrichHistory(run, line))) {
    drained = await drain(run, followed, runStart);
  }
  if (run.signal.aborted) {
    run.say("Stopped before everything was done; the next start continues.");
    return false;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const unread = readState.unread();
  const unfinished = await sumUp(run, { line, runStart, drained, unread, seconds, consoleUrl });
  if (run.args.once) return unfinished.length === 0;
  await keepWatch(run, line);
  return true;
}

async function drain(
  run: Run,
  { line, readState }: Followed,
  runStart: RunStart,
): Promise<Drained> {
  const view = createProgressView(run.output);
  const drained = await waitForDrain({
    reader: line.reader,
    definitions: line.definitions,
    start: runStart,
    isReadOut: readState.isReadOut,
    lag: () => line.eventLog.lag(topics.recordChanged, "planner"),
    onProgress: view.show,
    signal: run.signal,
  });
  view.end();
  return drained;
}

async function startLine(run: Run, { line, start }: Followed): Promise<Started> {
  const { say, signal, config } = run;
  // Its first build takes some seconds, in which the line gets ready.
  const consoleDir = findConsole(run);
  await start({ ...line, name: "store", start: line.prepare });
  for (const { enrichment, count } of await line.revivable()) {
    say(
      `Dead letters ${count} of ${enrichment} died under a definition or settings that have changed since; npx fieldwork retry --dead --enrichment ${enrichment} puts them back`,
    );
  }
  const problems = await line.preflight(signal);
  if (problems.length > 0) throw configError(problems);
  const runStart = await markRunStart(line.reader);
  await start(line);
  const health = createHealthServer({
    host: "127.0.0.1",
    port: config.HEALTH_PORT,
    checks: [line.database, line],
  });
  await start(health);
  say(`Health       http://127.0.0.1:${health.port()}/readyz`);
  const api = await start(createLocalApi(run, line, await consoleDir));
  say(`API          ${api.url()}/v1, with the token in ${api.file}`);
  const link = await api.consoleLink();
  if (link !== undefined) say(`Console      ${link} signs you in, once`);
  say("");
  return { runStart, consoleUrl: link === undefined ? null : new URL(link).origin };
}

/** Undefined, with the reason, where the console cannot be built. */
async function findConsole({ say, logger }: Pick<Run, "say" | "logger">) {
  try {
    return await buildConsole();
  } catch (error) {
    logger.error({ err: error }, "the console cannot be built");
    say("Console      cannot be built: run npm install; the log says what is wrong");
    return undefined;
  }
}

async function keepWatch({ crms, say, signal, logger }: Run, line: Line): Promise<void> {
  const { reader } = line;
  const watch = createWatch({ reader, seen: await findLatest(reader), say, logger });
  say("");
  for (const text of (await crms.whatToTry?.(reader)) ?? []) say(text);
  say("Watching. Ctrl-C stops.\n");
  await watch.start();
  await untilStopped(signal);
  await watch.stop();
}
