import { topics } from "@fieldwork/contracts";
import { configError, createHealthServer, delay, type Service } from "@fieldwork/runtime";
import { heldBackLabels } from "@fieldwork/simulators";
import { findIndustryAgreement } from "./agreement.ts";
import { blockedWork } from "./blocked-work.ts";
import { type Drained, waitForDrain } from "./drain.ts";
import type { Line } from "./line.ts";
import { createProgressView } from "./progress-view.ts";
import { overrulingIndustry, proposedDescription } from "./proposed-edits.ts";
import type { ReadState, UnreadObject } from "./read-state.ts";
import type { Run } from "./run-context.ts";
import { findDeadCauses, findRunFigures, markRunStart, type RunStart } from "./run-figures.ts";
import { findSample, sampleText } from "./sample-table.ts";
import type { SimulatedCrms } from "./simulated-crms.ts";
import { summaryOf, summaryText } from "./summary.ts";
import { type Unfinished, unfinishedText, unfinishedWork } from "./unfinished.ts";
import { createWatch, findLatest } from "./watch.ts";

export interface Reported {
  line: Line;
  readState: ReadState;
  simulated: SimulatedCrms | undefined;
  /** Starts a part of it; all are stopped together. */
  start: (service: Service) => Promise<unknown>;
}

const sampleRecords = 10;

/**
 * Runs the line to its first drain with live progress, sums it up, and then keeps watch. Whether all
 * that was wanted is done.
 *
 * @throws AppError `config_invalid` when a model refuses what it is asked.
 */
export async function report(
  run: Run,
  { line, readState, simulated, start }: Reported,
): Promise<boolean> {
  const { args, output, signal, say } = run;
  const startedAt = performance.now();
  const { database } = line;
  await start({ ...line, name: "store", start: line.prepare });
  for (const { enrichment, count } of await line.revivable()) {
    say(
      `Dead letters ${count} of ${enrichment} died under a definition or settings that have changed since; npx fieldwork retry --dead --enrichment ${enrichment} gives them back`,
    );
  }
  const problems = await line.preflight(signal);
  if (problems.length > 0) throw configError(problems);
  const runStart = await markRunStart(database);
  await start(line);
  const health = createHealthServer({
    host: "127.0.0.1",
    port: run.config.HEALTH_PORT,
    checks: [database, line],
  });
  await start(health);
  say(`Health       http://127.0.0.1:${health.port()}/readyz\n`);
  const view = createProgressView(output);
  const drained = await waitForDrain({
    database,
    enrichments: run.enrichments,
    start: runStart,
    isReadOut: readState.isReadOut,
    lag: () => line.eventLog.lag(topics.recordChanged, "planner"),
    onProgress: view.show,
    signal,
  });
  view.end();
  if (signal.aborted) {
    say("Stopped before everything was settled; the next start goes on.");
    return false;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const unread = readState.unread();
  const unfinished = await sumUp(run, { line, runStart, drained, unread, seconds, simulated });
  if (args.once) return unfinished.length === 0;
  await keepWatch(run, line, simulated);
  return true;
}

interface Ended {
  line: Line;
  runStart: RunStart;
  drained: Drained;
  unread: readonly UnreadObject[];
  seconds: number;
  simulated: SimulatedCrms | undefined;
}

async function sumUp(
  run: Run,
  { line, runStart, drained, unread, seconds, simulated }: Ended,
): Promise<Unfinished[]> {
  const { args, enrichments, output, say } = run;
  const figures = await findRunFigures(line.database, runStart);
  const industry = simulated
    ? await findIndustryAgreement(line.database, { enrichments, labels: heldBackLabels() })
    : undefined;
  const summary = summaryOf(figures, { industry, seconds });
  say("");
  say(summaryText(figures, summary));
  const sample = await findSample(line.database, runStart.at, sampleRecords);
  if (sample.length > 0 && !run.choice.writes) say("\nWhat would be written:");
  if (sample.length > 0) say(`\n${sampleText(sample, output.isTTY ? output.columns : undefined)}`);
  const unfinished = unfinishedWork({
    blocked: blockedWork({ ...drained, enrichments }),
    waitingForBudget: drained.counts.waitingForBudget,
    waitingForField: drained.counts.waitingForField,
    waitingForCrm: drained.counts.waitingForCrm,
    unread,
    budgetNanoUsd: run.config.FIELDWORK_BUDGET_USD,
    dead: await findDeadCauses(line.database, runStart),
  });
  if (unfinished.length > 0) say(`\n${unfinishedText(unfinished)}`);
  if (args.json && args.once) say(JSON.stringify(summary));
  return unfinished;
}

async function keepWatch(
  run: Run,
  line: Line,
  simulated: SimulatedCrms | undefined,
): Promise<void> {
  const { say, signal, logger } = run;
  const { database: db } = line;
  const watch = createWatch({ db, seen: await findLatest(db), say, logger });
  say("");
  if (simulated) await tellWhatToTry(run, simulated, line);
  say("Watching. Ctrl-C stops.\n");
  await watch.start();
  while (!signal.aborted) await delay(60_000, signal);
  await watch.stop();
}

async function tellWhatToTry({ say }: Run, simulated: SimulatedCrms, line: Line): Promise<void> {
  const [written] = await line.database.query<{ id: string }>(
    `select record_id as id from field_ledger
     where connection = 'demo-hubspot' and object = 'company' and owner = 'fieldwork' and field = 'ai_industry'
     order by record_id limit 1`,
  );
  if (!written) return;
  say("Try a change of a record, and see it enriched again:");
  say(`  ${simulated.commandToTry(written.id, { description: proposedDescription })}`);
  say("Try to overrule a value, and see it respected:");
  say(`  ${simulated.commandToTry(written.id, { ai_industry: overrulingIndustry })}`);
  say(`See why: npx fieldwork explain demo-hubspot/company/${written.id}\n`);
}
