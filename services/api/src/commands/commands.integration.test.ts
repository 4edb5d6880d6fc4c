import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, recordDecisions } from "@fieldwork/store";
import { keepCompanyLinks } from "@fieldwork/store/company-links";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { stepReplay } from "../dead-letters/replay-driver.ts";
import { openTestApi, type TestApi } from "../testing/open-test-api.ts";

let api: TestApi;
let database: Database;
let dir: string;

beforeAll(async () => {
  api = await openTestApi();
  ({ database } = api);
  dir = await mkdtemp(join(tmpdir(), "fieldwork-commands-"));
});

afterAll(async () => {
  await api.stop();
  await rm(dir, { recursive: true });
});

beforeEach(async () => {
  await database.query(
    "truncate work, record, review, write_order, log_dead_letter, replay, labelled_case restart identity cascade",
  );
});

const dlq = (line: string) => api.shows(`dlq ${line}`);
const review = (line: string) => api.shows(`review ${line}`);
const first = (text: string) => text.split(/\s/)[0] ?? "";

test("dead letters are listed by cause, tried, sent on and discarded by command alone", async () => {
  expect(await dlq("list")).toBe("There are no dead letters.");
  await database.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, vendor_at,
       reason_code, reason_detail, settled_at)
     select 'hub', 'company', 'r' || n, 'profile', 'dead', '{live}', 'h', now(), 'crm-locked', '{"said": "locked"}', now()
     from generate_series(1, 7) as n`,
  );
  const listed = await dlq("list --kind work");
  expect(listed).toMatch(/^\w{12} {2}7 records {2}profile of hub\/company {2}crm-locked: /);
  expect(listed).toContain("Unlock the record in the CRM, then replay.");
  const group = first(listed);
  const replay = first(await dlq(`replay ${group} --first 2 --per-minute 600`)).replace(":", "");
  await stepReplay(database);
  await database.query("update work set state = 'written' where state = 'ready'");
  await database.query("update replay set next_at = now()");
  await stepReplay(database);
  expect(await dlq(`show ${replay}`)).toMatch(
    /tried, 100 % of what ended succeeded[\s\S]*dlq resume/,
  );
  expect(await dlq(`resume ${replay}`)).toBe(`${replay} is going.`);
  expect(JSON.parse(await dlq(`show ${replay} --json`))).toMatchObject({ counts: { waiting: 5 } });
  expect(await api.fieldwork(`dlq cancel ${replay}`)).toMatchObject({ exitCode: 4 });
  expect(await dlq(`cancel ${replay} --yes`)).toBe(`${replay} is cancelled.`);
  expect(await api.fieldwork(`dlq discard ${group} --why test`)).toMatchObject({
    exitCode: 4,
    out: expect.stringMatching(/5 dead letters for good .*\nNothing was done.* --yes/),
  });
  expect(await dlq(`discard ${group} --why test --yes`)).toBe("Discarded 5 dead letters.");
});

test("an event is shown, edited from a file and told by whose record it is", async () => {
  await database.query(
    `insert into log_dead_letter (consumer_group, topic, partition, log_offset, key, value, reason_code)
     values ('planner', 'crm.record-changed', 0, 1, '?', '{"kind": "renamed"}', 'event-malformed')`,
  );
  const listed = await dlq("list --kind event");
  const [name = ""] = /event:\d+/.exec(listed) ?? [];
  expect(await dlq(`show ${name}`)).toContain('"kind": "renamed"');
  const at = new Date().toISOString();
  const ref = { connection: "hub", object: "company", id: "7" };
  const file = join(dir, "event.json");
  const version = { vendorAt: at, contentHash: "" };
  await writeFile(file, JSON.stringify({ kind: "deleted", ref, version, readAt: at }));
  expect(await dlq(`edit ${name} --file ${file}`)).toContain("about hub/company/7 now");
});

test("answers are listed with what was seen, decided by that name, and in bulk after a preview", async () => {
  expect(await review("list")).toBe("No answer waits for a person.");
  await database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields, outputs)
     select 'hub', 'company', n::text, now(), 'a', '2020-01-01', '{}', '{}' from generate_series(1, 3) as n`,
  );
  await database.query(
    `insert into work (connection, object, record_id, enrichment, state, wanted_by, wanted_hash, running_generation, vendor_at)
     select 'hub', 'company', n::text, 'profile', 'review', '{live}', 'h', 1, now() from generate_series(1, 3) as n`,
  );
  await recordDecisions(
    database,
    (await database.query<{ id: string }>("select id from work order by id")).map(
      ({ id: workId }) => ({
        ...{ workId, generation: 1, wantedBy: ["live"], field: "ai_industry", answerId: null },
        ...{ decision: "low-confidence", opensReview: true, fingerprint: "f", traceparent: null },
        reason: { code: "low-confidence", detail: { confidence: 0.2, reviewBelow: 0.5 } },
        ...{ liveValue: "Retail", answerValue: "Energy" },
      }),
    ),
  );
  const listed = await review("list --limit 1");
  expect(listed).toMatch(
    /^\d+\.ai_industry\.1@\w{8} {2}hub\/company\/1 {2}ai_industry: "Retail" → "Energy" {2}\S/,
  );
  const name = first(listed);
  expect(await review(`show ${name}`)).toMatch(
    /hub\/company\/1 {2}ai_industry: "Retail" → "Energy"\n {2}\S/,
  );
  await database.query(
    `with said as (
       insert into answer (fingerprint, state, enrichment, prompt_version, work_id, provider, model, outputs)
       values ('f', 'answered', 'profile', 'p', 1, 'openai', 'small',
         '{"industry": {"value": "Energy", "confidence": 0.2, "evidence": "wind"}}') returning id)
     update review set answer_id = said.id from said`,
  );
  expect(await review(`show ${name}`)).toMatch(
    /answered by openai\/small .*\n {2}industry: "Energy", confidence 0.20, from "wind"$/,
  );
  expect(await review(`correct ${name} --value Mining`)).toContain("ordered");
  await expect(review(`approve ${name.slice(0, -2)}zz`)).rejects.toThrow(
    /something else stands there/,
  );
  expect((await review("take --limit 5")).match(/taken until/g)).toHaveLength(2);
  expect(await review("give-back")).toBe("Gave back 2.");

  const asked = await api.fieldwork("review approve --all --field ai_industry");
  const { out: preview } = asked;
  expect(asked.exitCode).toBe(4);
  expect(preview).toMatch(
    /This would approve 2 answers:\n {2}ai_industry: 3\n {2}not 1 of them: an order/,
  );
  const [, seen] = /--yes (\w+)/.exec(preview) ?? [];
  expect(await review(`approve --all --field ai_industry --yes ${seen}`)).toBe(
    "Ordered 2 fields; 1 could not be decided.",
  );
  expect(await review("approve --all --field ai_industry")).toMatch(
    /^This would approve no answer:\n {2}ai_industry: 3\n {2}not 3 of them: an order/,
  );
  expect(await review("approve --all --field ai_summary")).toBe("No answer matches.");
  const orders = await database.query(
    "select kind, value, expected_value as seen from write_order order by id",
  );
  expect(orders).toEqual([
    { kind: "correct", value: "Mining", seen: "Retail" },
    { kind: "approve", value: "Energy", seen: "Retail" },
    { kind: "approve", value: "Energy", seen: "Retail" },
  ]);
});

test("cases are written to a file, and acceptance says so when nothing is known", async () => {
  await database.query(
    `insert into labelled_case (enrichment, output, field, inputs, expected, source, connection, object, record_id,
       labelled_at, inputs_hash)
     values ('profile', 'industry', 'ai_industry', '{"name": "A"}', 'Energy', 'crm', 'hub', 'company', '1', now(), 'h')`,
  );
  const out = join(dir, "cases.jsonl");
  expect(await api.shows(`cases export profile --out ${out}`)).toBe(`Wrote 1 case to ${out}.`);
  expect(await readFile(out, "utf8")).toBe(
    '{"inputs":{"name":"A"},"expected":{"industry":"Energy"}}\n',
  );
  expect(await api.shows("cases acceptance --days 7")).toMatch(/^Nobody has decided/);
});

test.each([
  "dlq list --kind other",
  "dlq replay",
  "dlq replay abc --first none",
  "dlq discard abc",
  "review approve",
  "review approve 7",
  "review correct 7.f.1@ab",
  "review list --reason unknown",
  "cases export",
])("%s is written wrongly", async (line) => {
  expect(await api.fieldwork(line)).toMatchObject({ exitCode: 2, out: "" });
});

test("links are listed with their reason, and what a person says of two records stands", async () => {
  await database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields, outputs)
     select connection, 'company', id, now(), 'h', now(), jsonb_build_object('name', name), '{}'
     from (values ('hub', '1', 'Volvo'), ('org', '2', 'AB Volvo'), ('org', '3', 'Scania')) as t (connection, id, name)`,
  );
  await database.query(
    `insert into company_key (connection, object, record_id, facts, vendor_at, read_at)
     select connection, object, record_id, fields, vendor_at, read_at from record`,
  );
  await keepCompanyLinks(database, {
    decided: [
      {
        ref: { connection: "org", object: "company", id: "2" },
        other: { connection: "hub", object: "company", id: "1" },
        ...{ verdict: "linked", reason: "same-domain" },
        evidence: { domain: "same", name: "same", country: "unknown" },
      },
    ],
    of: [],
  });
  const links = (line: string) => api.shows(`links ${line}`);
  expect(await links("list")).toMatch(
    /^hub\/company\/1 +org\/company\/2 +linked +same-domain +Volvo$/,
  );
  expect(await links("show org/company/2")).toBe(
    [
      "hub/company/1  Volvo",
      "org/company/2  AB Volvo",
      "One company: both have the same registered domain, and nothing contradicts.",
      "Compared: name same, domain same, country unknown.",
    ].join("\n"),
  );
  expect(await links("refuse org/company/2 hub/company/1")).toBe("They are two companies.");
  expect(await links("list --state refused")).toContain("hub/company/1");
  expect(await links("figures")).toMatch(
    /^Links: 0 linked, 0 doubtful, 0 confirmed, 1 refused\.\nIn 30 days, .* saved 0 calls; 0 answers /,
  );
  expect(await links("list --state linked")).toBe("There are none.");
  expect(await links("confirm 1 3")).toBe("They are one company.");
  expect(await links("show hub/company/1")).toContain("By the rules, no rule has compared them.");
  expect(await links("leave-to-rules 1 3")).toBe("They are not linked.");
  expect(await links("leave-to-rules 1 2")).toBe("They are one company by the rules.");
  expect(await api.fieldwork("links confirm 2 3")).toMatchObject({
    exitCode: 3,
    err: expect.stringContaining("records of one connection are not linked: merge them in the CRM"),
  });
  expect(await api.fieldwork("links leave-to-rules 1 3")).toMatchObject({ exitCode: 3 });
  const entries = await database.query<{ order_name: string }>(
    "select order_name from audit where subject like 'company-links/%' order by id",
  );
  expect(entries.map(({ order_name }) => order_name.replace("company-links.", ""))).toEqual([
    ...["refuse", "confirm", "leave-to-rules", "leave-to-rules"],
  ]);
});
