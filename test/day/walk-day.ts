import { eventually } from "@fieldwork/runtime/testing";
import type { CrmControl, OpenaiControl } from "@fieldwork/simulators";
import type { Database } from "@fieldwork/store";
import { expect } from "vitest";
import { type CommandEnd, runFieldwork } from "../support/command-line.ts";

/** A line with companies that were only read, and where its commands are given. */
export interface DayScene {
  connection: string;
  /** Companies of Finland, and some of another country. */
  companies: number;
  others: number;
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
  receipt: Record<string, number>;
}

const patienceMs = 90_000;

/** What a day comes to, for a test to compare with the books. */
export interface Day {
  id: string;
  receipt: Record<string, number>;
  /** Edited by people after it was written. */
  edited: readonly string[];
  /** What the commands printed. */
  replies: readonly string[];
}

/**
 * An operator's day by command line alone: filter, count, sheet, start; a gate pauses it, and it is let
 * go on; everything is killed, and it goes on; pause, cancel, receipt, undo.
 */
export async function walkDay(scene: DayScene): Promise<Day> {
  const cli = cliOf(scene);
  const { hubspot, companies } = scene;
  const where = 'country = "Finland"';
  const created = await cli.done(
    ...["backfill", "create", "company-profile", "--connection", scene.connection],
    ...["--where", where, "--ramp", "25,250", "--rest", "0"],
  );
  expect(created.records).toBe(companies);
  const { id } = created;
  const view = async () => (await cli.done("backfill", "show", id)) as View;
  const until = (look: (now: View) => void) =>
    eventually(async () => look(await view()), { timeoutMs: patienceMs, everyMs: 200 });
  const sheet = await cli.done("backfill", "sheet", id);

  await overruleFirst(scene, async () => {
    await cli.done("backfill", "start", id, "--sheet", sheet.hash);
  });
  await until(({ state, stoppedBy }) => {
    expect([state, stoppedBy?.gate]).toEqual(["paused", "overridden"]);
  });
  await cli.done("backfill", "resume", id);
  await until(({ receipt }) => expect(receipt.written).toBeGreaterThan(40));
  await scene.killAll();
  await until(({ receipt }) => expect(receipt.written).toBeGreaterThan(300));
  await cli.done("backfill", "pause", id);
  await cli.done("backfill", "cancel", id, "--yes");
  await until(({ receipt }) => expect([receipt.underWay, receipt.held]).toEqual([0, 0]));
  const { receipt } = await view();

  const edited = (await writtenTo(hubspot)).slice(-10);
  for (const record of edited) {
    const values = { ai_industry: "", ai_summary: "Ours." };
    await hubspot.edit({ object: "companies", id: record }, values);
  }
  await undoRun(cli, id);
  return { id, receipt, edited, replies: cli.replies };
}

/** Previewed, confirmed, and followed to its end. */
async function undoRun(cli: CommandLine, id: string): Promise<void> {
  const preview = await cli.run("undo", "run", id);
  expect(preview.exitCode).toBe(4);
  const { seen } = JSON.parse(preview.text);
  const { run } = await cli.done("undo", "run", id, "--yes", seen);
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
  { hubspot, openai, database }: DayScene,
  start: () => Promise<void>,
): Promise<void> {
  const held = await openai.faults.hold();
  await start();
  await held.arrived;
  const some = await eventually(
    async () => {
      const written = await writtenTo(hubspot);
      expect(written.length).toBeGreaterThan(6);
      return written.slice(0, 5);
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
}

export async function writtenTo(hubspot: Pick<CrmControl, "books">): Promise<string[]> {
  const { writes } = await hubspot.books.read();
  const ours = writes.filter(({ by, after }) => by === "integration" && "ai_summary" in after);
  return [...new Set(ours.map(({ recordId }) => recordId))];
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
