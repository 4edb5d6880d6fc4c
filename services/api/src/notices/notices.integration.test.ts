import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { testLogger } from "@fieldwork/runtime/testing";
import { type Database, liftHold, placeHold } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import { type BackfillChange, setBackfill } from "@fieldwork/store/backfills";
import { dropOldNotices, listChannels, listNotices } from "@fieldwork/store/notices";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { changeBackfill } from "../backfills/backfills.ts";
import { changeReplay } from "../dead-letters/replay.ts";
import { openTestPlace, type TestPlace } from "../testing/open-test-place.ts";
import { afterFailure, createNoticeKeeper, deliverDue, tellChanges } from "./notice-keeper.ts";
import { noticeText } from "./notice-text.ts";
import { addChannelByOrder, removeChannelByOrder } from "./order-channels.ts";
import { allowedAddresses } from "./public-address.ts";
import { createMailer } from "./send-email.ts";

const actor = { kind: "person", id: "p", name: "Ann" } as const;
let place: TestPlace;
let database: Database;
let smtp: SMTPServer;
let mails: { to: string[]; text: string }[] = [];
let refuses = false;

beforeAll(async () => {
  place = await openTestPlace();
  ({ database } = place);
  smtp = new SMTPServer({
    ...{ disabledCommands: ["AUTH", "STARTTLS"], logger: false },
    onData(stream, { envelope }, done) {
      let text = "";
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      stream.on("end", () => {
        if (refuses) return done(new Error("try later"));
        mails.push({ to: envelope.rcptTo.map(({ address }) => address), text });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", resolve));
});

beforeEach(async () => {
  mails = [];
  refuses = false;
  await database.query(
    "truncate notice, notice_topic, notice_channel, notice_delivery, lane, replay, backfill, budget, budget_spec, audit cascade",
  );
});

afterAll(async () => {
  await new Promise<void>((resolve) => smtp.close(resolve));
  await place.stop();
});

const deps = () => ({ database, audit: recordAudit });
function keeper() {
  const { port } = smtp.server.address() as AddressInfo;
  const mailer = createMailer({ url: `smtp://127.0.0.1:${port}`, from: "fieldwork@acme.example" });
  return { database, mailer, webhooks: { allowed: allowedAddresses([]) }, logger: testLogger() };
}
const email = (target: string, onlyFor: string | null = null) =>
  addChannelByOrder(deps(), actor, { kind: "email", target, onlyFor });

async function pauseReplay(): Promise<void> {
  await database.query(
    `insert into replay (id, kind, cause, state, try_first, per_minute, goes_on, ordered_by)
     values ('replay-1', 'work', '{}', 'paused', 5, 60, true, 'Ann')`,
  );
}

async function spend(share: number): Promise<void> {
  await database.query(
    `insert into budget_spec (subject, name, period, limit_nano_usd, source)
     values ('total', '', 'once', 1000, 'person'), ('record', '', 'once', 1000, 'person') on conflict do nothing`,
  );
  // Of a record's own budget, the record tells.
  await database.query(
    `insert into budget (scope, subject, name, period, limit_nano_usd, charged_nano_usd)
     values ('total', 'total', '', 'once', 1000, $1), ('record:h', 'record', 'hub/company/1', 'once', 1000, $1)
     on conflict (scope) do update set charged_nano_usd = excluded.charged_nano_usd`,
    [Math.round(share * 1000)],
  );
}

/** A minute ago, for an hour. */
async function closeLane(name: string): Promise<void> {
  await database.query(
    `insert into lane (name, closed_until, closed_at, model, enrichment, reason_code)
     values ($1, now() + interval '1 hour', now() - interval '1 minute', 'm', 'profile', 'internal')`,
    [name],
  );
}

async function told(): Promise<string[]> {
  return (await listNotices(database, 50)).map(noticeText).toReversed();
}

test("each change is told once, with its recovery, however many look and however often", async () => {
  await tellChanges(database);
  for (const share of [0.4, 0.55, 0.6, 0.85, 1, 0.1]) {
    await spend(share);
    await Promise.all([tellChanges(database), tellChanges(database)]);
    await tellChanges(database);
  }
  expect(await told()).toEqual([
    "The budget total has reached 50 %.",
    "The budget total has reached 80 %.",
    "The budget total is used up: what it is for waits.",
    "The budget total is below 50 % again.",
  ]);
});

test("a day's budget that was used up is told to be over at the day's end, and not to be below half", async () => {
  await database.query(
    `insert into budget_spec (subject, name, period, limit_nano_usd, source) values ('total', '', 'day', 1000, 'person')`,
  );
  await database.query(
    `insert into budget (scope, subject, name, period, starts_on, limit_nano_usd, charged_nano_usd)
     select 'total/day/' || today, 'total', '', 'day', today, 1000, 1000
     from (select (now() at time zone 'utc')::date as today) as now`,
  );
  await tellChanges(database);
  // The next day begins.
  await database.query(
    `update budget set starts_on = starts_on - 1, scope = 'total/day/' || starts_on - 1`,
  );
  await database.query("update notice_topic set topic = 'budget/' || (select scope from budget)");
  await tellChanges(database);
  expect(await told()).toEqual([
    expect.stringMatching(/^The budget total\/day\/\S+ is used up: what it is for waits\.$/),
    expect.stringMatching(/^The time of the budget total\/day\/\S+ is over\.$/),
  ]);
});

test("a model is told of once it has been closed for a while, and when it is asked again", async () => {
  await database.query(
    `insert into lane (name, closed_until, closed_at, model, enrichment, reason_code)
     values ('openai', now() + interval '1 hour', now() - interval '1 minute', 'm', 'profile', 'internal'),
       ('mistral', now() + interval '1 hour', now(), 'm', 'profile', 'internal')`,
  );
  await tellChanges(database);
  await database.query("update lane set closed_until = now()");
  await tellChanges(database);
  expect(await told()).toEqual([
    "openai is closed: what it is to answer waits.",
    "openai is asked again.",
  ]);
});

test("one of several keys that is closed keeps nothing waiting, and is told so", async () => {
  await closeLane("openai#2");
  await tellChanges(database);
  await database.query("update lane set closed_until = now()");
  await tellChanges(database);
  expect(await told()).toEqual([
    "openai#2 is closed: other keys or servers of its provider are asked as long as one is open.",
    "openai#2 is asked again.",
  ]);
});

test("of each connection it is told how many of its records are parked, and that they no longer are", async () => {
  const held = { scope: "record", target: "sales/company/1" };
  const parked = { action: "paused", heldBy: "fieldwork", why: "it keeps coming back" } as const;
  await placeHold(database, { ...held, ...parked });
  await placeHold(database, { ...held, target: "sales/company/2", ...parked, heldBy: "Ann" });
  await tellChanges(database);
  await placeHold(database, { ...held, target: "sales/company/3", ...parked });
  await tellChanges(database);
  for (const id of [1, 3]) await liftHold(database, { ...held, target: `sales/company/${id}` });
  await tellChanges(database);
  const textOf = (count: number) =>
    `Records of sales that are parked, because they changed again after each of our writes: ${count}. npx fieldwork hold.`;
  expect(await told()).toEqual([textOf(1), textOf(2), "No record of sales is parked any more."]);
});

test("who ordered a backfill is told when it rests, pauses itself, goes on and ends, and no more after that", async () => {
  await database.query(
    `insert into backfill (id, enrichment, definition_hash, connection, object, filter, rest_minutes, ordered_by)
     values ('backfill-1', 'profile', 'h', 'hub', 'company', '{}', 60, 'Ann')`,
  );
  const stoppedBy = { gate: "abstained", n: 25, count: 20, most: 12 } as const;
  const changes: (BackfillChange & { by?: string })[] = [
    { state: "running" },
    { state: "resting", step: 1 },
    { state: "running" },
    { state: "paused", stoppedBy },
    { state: "running" },
    // Whoever ordered it has paused it: that is known.
    { state: "paused", by: "Ann" },
    { state: "running" },
    { state: "paused", by: "Bob" },
    { state: "running" },
    { state: "resting", step: 2 },
    { state: "resting", step: 3 },
    { state: "finished" },
  ];
  for (const { by: heldBy, ...change } of changes) {
    const hold = { scope: "backfill", target: "backfill-1" } as const;
    if (heldBy) await placeHold(database, { ...hold, action: "paused", heldBy, why: null });
    else await liftHold(database, hold);
    await setBackfill(database, "backfill-1", change);
    await tellChanges(database);
    await tellChanges(database);
  }
  await database.query("update backfill set ended_at = now() - interval '2 days'");
  await tellChanges(database);
  const rests = expect.stringMatching(/^backfill-1 rests until 20\S+: look at what it has written/);
  expect(await told()).toEqual([
    rests,
    "backfill-1 goes on after its rest.",
    "backfill-1 paused itself: 20 of the 25 answers of its step had no value, more than 12. npx fieldwork backfill show backfill-1.",
    "backfill-1 goes on.",
    "Bob paused backfill-1: npx fieldwork backfill show backfill-1.",
    "backfill-1 goes on.",
    ...[rests, rests],
    "backfill-1 has finished: npx fieldwork backfill show backfill-1.",
  ]);
  const notices = await listNotices(database, 50);
  expect(new Set(notices.map(({ askedBy }) => askedBy))).toEqual(new Set(["Ann"]));
});

test("of a backfill that was told of, a pause is told whoever orders it, and never that it goes on", async () => {
  await database.query(
    `insert into backfill (id, enrichment, definition_hash, connection, object, filter, rest_minutes, ordered_by)
     values ('backfill-1', 'profile', 'h', 'hub', 'company', '{}', 60, 'Ann')`,
  );
  await setBackfill(database, "backfill-1", { state: "resting", step: 1 });
  await tellChanges(database);
  await changeBackfill(deps(), actor, { id: "backfill-1", order: "pause" });
  await tellChanges(database);
  // The hold alone: nothing of it begins before it is resumed.
  await liftHold(database, { scope: "backfill", target: "backfill-1" });
  await tellChanges(database);
  await changeBackfill(deps(), actor, { id: "backfill-1", order: "resume" });
  await tellChanges(database);
  expect(await told()).toEqual([
    expect.stringContaining("backfill-1 rests until"),
    "Ann paused backfill-1: npx fieldwork backfill show backfill-1.",
    "backfill-1 goes on.",
  ]);
});

test("a model that is closed stays so though a thousand backfills end in a day, each of which is told once", async () => {
  await closeLane("openai");
  await tellChanges(database);
  await database.query(
    `insert into backfill (id, enrichment, definition_hash, connection, object, filter, rest_minutes, ordered_by, state, ended_at)
     select 'backfill-' || n, 'profile', 'h', 'hub', 'company', '{}', 60, 'Ann', 'finished', now()
     from generate_series(1, 1000) as n`,
  );
  await tellChanges(database);
  await tellChanges(database);
  const counts = await database.query(
    "select kind, count(*)::int as count from notice group by 1 order by 1",
  );
  expect(counts).toEqual([
    { kind: "backfill", count: 1000 },
    { kind: "model", count: 1 },
  ]);
});

test("who ordered a backfill is told who cancelled it", async () => {
  await database.query(
    `insert into backfill (id, enrichment, definition_hash, connection, object, filter, rest_minutes, ordered_by)
     values ('backfill-1', 'profile', 'h', 'hub', 'company', '{}', 60, 'Bob')`,
  );
  await changeBackfill(deps(), actor, { id: "backfill-1", order: "cancel" });
  await tellChanges(database);
  expect(await told()).toEqual([
    "Ann cancelled backfill-1: npx fieldwork backfill show backfill-1.",
  ]);
});

test("of a replay that somebody paused it is told who did, and never that it failed", async () => {
  await pauseReplay();
  await database.query("update replay set state = 'going'");
  const orders = { ...deps(), reader: place.reader };
  await changeReplay(orders, actor, { id: "replay-1", change: "pause" });
  await tellChanges(database);
  await changeReplay(orders, actor, { id: "replay-1", change: "resume" });
  await tellChanges(database);
  // As it does by itself when too much fails.
  await database.query("update replay set state = 'paused'");
  await tellChanges(database);
  expect(await told()).toEqual([
    "Ann paused replay-1: npx fieldwork dlq show replay-1.",
    "replay-1 goes on, or has ended.",
    "replay-1 is paused: too much of it failed anew. npx fieldwork dlq show replay-1.",
  ]);
});

test("a mail server gets what a channel is for, once, also when it refused it the first time", async () => {
  await email("oncall@acme.example");
  await email("ann@acme.example", "Ann");
  await email("bob@acme.example", "Bob");
  await pauseReplay();
  await spend(0.5);
  await tellChanges(database);
  refuses = true;
  expect(await deliverDue(keeper())).toBe(3);
  expect(await deliverDue(keeper())).toBe(0);
  refuses = false;
  await database.query("update notice_delivery set due_at = now()");
  expect(await deliverDue(keeper())).toBe(3);
  expect(await deliverDue(keeper())).toBe(0);
  const to = mails.map((mail) => mail.to.join()).toSorted();
  expect(to).toEqual(["ann@acme.example", "oncall@acme.example", "oncall@acme.example"]);
  const [mine] = mails.filter((mail) => mail.to.includes("ann@acme.example"));
  expect(mine?.text).toContain("Subject: Fieldwork: replay-1 is paused");
  expect(mine?.text).toMatch(/Message-ID: <notice-\d+@fieldwork>/i);
});

test("a receiver that does not answer keeps no stop waiting, and gets the notice again under the same key", async () => {
  const keys: unknown[] = [];
  const asked = Promise.withResolvers<void>();
  const hook = createServer((request, response) => {
    keys.push(request.headers["idempotency-key"]);
    asked.resolve();
    if (keys.length > 1) response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
  const { port } = hook.address() as AddressInfo;
  const target = `http://127.0.0.1:${port}/`;
  await addChannelByOrder(deps(), actor, { kind: "webhook", target, onlyFor: null });
  await spend(0.5);
  const sender = { ...keeper(), webhooks: { allowed: allowedAddresses(["127.0.0.1"]) } };
  const notices = createNoticeKeeper(sender);
  await notices.start();
  await asked.promise;
  const stoppedAtMs = performance.now();
  await notices.stop();
  expect(performance.now() - stoppedAtMs).toBeLessThan(5000);
  await database.query("update notice_delivery set due_at = now()");
  expect(await deliverDue(sender)).toBe(1);
  expect(keys).toEqual([keys[0], keys[0]]);
  expect(await database.query("select state from notice_delivery")).toEqual([
    { state: "delivered" },
  ]);
  await new Promise((resolve) => hook.close(resolve));
});

test("what will never arrive is given up with why, and what fails is tried for about a day", async () => {
  await addChannelByOrder(deps(), actor, {
    kind: "webhook",
    target: "http://127.0.0.1/",
    onlyFor: null,
  });
  await spend(0.5);
  await tellChanges(database);
  await deliverDue(keeper());
  const [row] = await database.query<{ state: string; said: string }>(
    "select state, said from notice_delivery",
  );
  expect(row).toMatchObject({
    state: "failed",
    said: expect.stringContaining("no public address"),
  });
  const rests = Array.from({ length: 12 }, (_, index) =>
    afterFailure({ isForGood: false, tries: index + 1, said: "x" }),
  );
  const hours =
    rests.reduce((sum, one) => sum + (one.kind === "again" ? one.inSeconds : 0), 0) / 3600;
  expect(hours).toBeGreaterThan(6);
  expect(hours).toBeLessThan(30);
  expect(rests.at(-1)).toEqual({ kind: "failed", said: "x" });
});

test("channels are added and removed by order; no secret and no path stands in the audit", async () => {
  const target = "https://hooks.example.com/services/T0/very-secret";
  const { id, secret } = await addChannelByOrder(deps(), actor, {
    kind: "webhook",
    target,
    onlyFor: null,
  });
  expect(secret).toMatch(/^fwh_/);
  await removeChannelByOrder(deps(), actor, id);
  await expect(removeChannelByOrder(deps(), actor, id)).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(email("nobody")).rejects.toMatchObject({ code: "request_invalid" });
  const ftp = { kind: "webhook", target: "ftp://x/", onlyFor: null } as const;
  await expect(addChannelByOrder(deps(), actor, ftp)).rejects.toMatchObject({
    code: "request_invalid",
  });
  expect(await listChannels(database)).toEqual([]);
  const kept = JSON.stringify(await database.query("select value from audit_value"));
  expect(kept).toContain("hooks.example.com");
  expect(kept).not.toContain("very-secret");
  expect(kept).not.toContain(secret);
});

test("notices go after 90 days, and what people know stays", async () => {
  await email("oncall@acme.example");
  await spend(0.5);
  await tellChanges(database);
  await pauseReplay();
  await tellChanges(database);
  await database.query(
    "update notice set told_at = now() - interval '91 days' where kind = 'budget'",
  );
  expect(await dropOldNotices(database, 10)).toBe(1);
  expect(await dropOldNotices(database, 10)).toBe(0);
  await tellChanges(database);
  expect((await listNotices(database, 10)).map(({ kind }) => kind)).toEqual(["replay"]);
});
