import { eventually } from "@fieldwork/runtime/testing";
import type { CrmControl, OpenaiControl, WriteRow } from "@fieldwork/simulators";
import type { Database } from "@fieldwork/store";
import { expect } from "vitest";
import { type CommandEnd, runFieldwork } from "../support/command-line.ts";

/** A line with companies that were only read, and where its commands are given. */
export interface DayScene {
  connection: string;
  /** How many it has of Finland: the day is about these. */
  companies: number;
  environment: Readonly<Record<string, string>>;
  hubspot: Pick<CrmControl, "books" | "edit" | "record">;
  openai: Pick<OpenaiControl, "faults">;
  /** For what only the store can tell a test. */
  database: Database;
  /** SIGKILL of everything that carries the line, and its next start. */
  killAll(): Promise<void>;
}

interface View {
  state: string;
  stoppedBy: { gate: string } | null;
  receipt: Record<string, number> & { written: number };
}

const patienceMs = 90_000;
const sampleSize = 5;

/** What a day comes to, for a test to compare with the books. */
export interface Day {
  id: string;
  receipt: Record<string, number>;
  /** Their summary was edited by people while it ran. */
  overruled: readonly string[];
  /** Edited by people after it was written. */
  edited: readonly string[];
  /** What the commands printed. */
  replies: readonly string[];
}

/**
 * An operator's day by command line alone: filter, count, sample, sheet, start; a gate pauses it, and it is
 * let go on; everything is killed, and it goes on; pause, cancel, receipt, undo.
 */
export async function walkDay(scene: DayScene): Promise<Day> {
  const cli = cliOf(scene);
  const { hubspot, companies } = scene;
  const { id, sheet } = await prepareRun(cli, scene);
  const view = async () => (await cli.done("backfill", "show", id)) as View;
  const until = (look: (now: View) => void) =>
    eventually(async () => look(await view()), { timeoutMs: patienceMs, everyMs: 200 });

  const overruled = await overruleFirst(scene, async () => {
    await cli.done("backfill", "start", id, "--sheet", sheet);
  });
  await until(({ state, stoppedBy }) => {
    expect([state, stoppedBy?.gate]).toEqual(["paused", "overridden"]);
  });
  await cli.done("backfill", "resume", id);
  await until(({ receipt }) => expect(receipt.written).toBeGreaterThan(companies / 50));
  await scene.killAll();
  await eventually(
    async () => {
      const { state, stoppedBy, receipt } = await view();
      // Calls that the kill cut off stay charged at their bound, which may be more than a step should cost.
      if (stoppedBy?.gate === "cost") await cli.done("backfill", "resume", id);
      const isFarEnough = receipt.written > (companies * 3) / 20;
      expect([state, stoppedBy, isFarEnough]).toEqual(["running", null, true]);
    },
    { timeoutMs: patienceMs, everyMs: 200 },
  );
  await cli.done("backfill", "pause", id);
  await cli.done("backfill", "cancel", id, "--yes");
  await until(({ receipt }) => expect([receipt.underWay, receipt.held]).toEqual([0, 0]));
  const { receipt } = await view();

  const edited = (await writesOf(scene)).slice(-10).map(({ recordId }) => recordId);
  for (const record of edited) {
    const values = { ai_industry: "", ai_summary: "Ours." };
    await hubspot.edit({ object: "companies", id: record }, values);
  }
  await undoRun(cli, id);
  return { id, receipt, overruled, edited: [...new Set(edited)], replies: cli.replies };
}

/** Filter, count, sample and sheet. */
async function prepareRun(
  cli: CommandLine,
  { connection, companies }: DayScene,
): Promise<{ id: string; sheet: string }> {
  const about = ["company-profile", "--connection", connection, "--where", 'country = "Finland"'];
  await eventually(
    async () => {
      const { count, known } = await cli.done("backfill", "count", ...about);
      expect([count.count, known]).toEqual([companies, companies]);
    },
    { timeoutMs: patienceMs },
  );
  const steps = ["--ramp", "25,250", "--rest", "0"];
  const { id, records } = await cli.done("backfill", "create", ...about, ...steps);
  expect(records).toBe(companies);
  const { figures } = await cli.done("backfill", "sample", id, "--size", `${sampleSize}`);
  expect(figures).toMatchObject({ asked: sampleSize, open: 0 });
  const { hash, figures: sheet } = await cli.done("backfill", "sheet", id);
  expect(sheet.records.matched).toBe(companies);
  return { id, sheet: hash };
}

/** Previewed, again if an edit is noticed in between, confirmed, and followed to its end. */
async function undoRun(cli: CommandLine, id: string): Promise<void> {
  const run = await eventually(
    async () => {
      const preview = await cli.run("undo", "run", id);
      expect(preview.exitCode).toBe(4);
      const { seen } = JSON.parse(preview.text);
      return (await cli.done("undo", "run", id, "--yes", seen)).run as string;
    },
    { timeoutMs: patienceMs },
  );
  await eventually(
    async () => {
      const { orders } = await cli.done("undo", "show", run);
      for (const { state } of orders) expect(["waiting", "writing"]).not.toContain(state);
    },
    { timeoutMs: patienceMs, everyMs: 200 },
  );
}

/**
 * People overrule some of what the first step writes, before its last record has ended: one call is held
 * until that is known.
 */
async function overruleFirst(
  scene: DayScene,
  start: () => Promise<void>,
): Promise<readonly string[]> {
  const { hubspot, openai, database } = scene;
  const held = await openai.faults.hold();
  await start();
  await held.arrived;
  const some = await eventually(
    async () => {
      const written = new Set((await writesOf(scene)).map(({ recordId }) => recordId));
      expect(written.size).toBeGreaterThan(6);
      return [...written].slice(0, 5);
    },
    { timeoutMs: patienceMs },
  );
  for (const id of some) {
    await hubspot.edit({ object: "companies", id }, { ai_summary: "As a person says." });
  }
  await eventually(
    async () => {
      const [row] = await database.query<{ count: number }>(
        "select count(distinct record_id)::int as count from owner_change where record_id = any($1)",
        [some],
      );
      expect(row?.count).toBe(some.length);
    },
    { timeoutMs: patienceMs },
  );
  await held.release();
  return some;
}

/** What the CRM says was written to the companies of the day, and by whom. */
export async function writesOf({ hubspot, database, connection }: DayScene): Promise<WriteRow[]> {
  const found = await database.query<{ id: string }>(
    "select record_id as id from record where connection = $1 and fields->>'country' = 'Finland'",
    [connection],
  );
  const ids = new Set(found.map(({ id }) => id));
  const { writes } = await hubspot.books.read();
  return writes.filter(
    ({ by, after, recordId }) => by === "integration" && "ai_summary" in after && ids.has(recordId),
  );
}

type CommandLine = ReturnType<typeof cliOf>;

function cliOf({ environment }: Pick<DayScene, "environment">) {
  const replies: string[] = [];
  async function run(...args: readonly string[]): Promise<CommandEnd> {
    const end = await runFieldwork([...args, "--json"], environment);
    replies.push(end.text);
    return end;
  }
  return {
    ...{ run, replies },
    async done(...args: readonly string[]) {
      const { exitCode, text } = await run(...args);
      expect(exitCode, `${args.join(" ")}: ${text}`).toBe(0);
      return JSON.parse(text);
    },
  };
}
