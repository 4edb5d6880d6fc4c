import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "@fieldwork/store";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../testing/open-test-api.ts";
import { authenticate } from "../who/authenticate.ts";
import { acceptLink } from "../who/sign-in.ts";

const password = "correct horse battery";

let api: TestApi;
let database: Database;
let dir: string;

beforeAll(async () => {
  api = await openTestApi();
  ({ database } = api);
  dir = await mkdtemp(join(tmpdir(), "fieldwork-who-"));
});

afterAll(async () => {
  await api.stop();
  await rm(dir, { recursive: true });
});

beforeEach(() => database.query("truncate person, record, work, audit, suppression cascade"));

const users = (line: string) => api.shows(`users ${line}`);
const tokens = (line: string) => api.shows(`tokens ${line}`);

/** Uses the link that a command printed. */
async function follow(printed: string, own: { email?: string; name?: string } = {}) {
  const [link = ""] = /fwl_[\w-]+/.exec(printed) ?? [];
  const place = { from: undefined, userAgent: undefined };
  await acceptLink({ database, sessionHours: 1 }, { link, password, ...own }, place);
}

test.each(["fieldwork.example", "localhost:8090", "ftp://fieldwork.example"])(
  "nobody is invited to %s, which is no address of a page",
  async (url) => {
    const wrong = /^exit 2: .*It must be a URL, such as https:\/\/fieldwork\.example/;
    await expect(users(`first-admin --url ${url}`)).rejects.toThrow(wrong);
    await expect(users(`invite bob@acme.example --name Bob --url ${url}`)).rejects.toThrow(wrong);
    expect(await users("list")).toBe("Nobody yet: npx fieldwork users first-admin");
  },
);

test("people are invited, granted, looked at and disabled, and their tokens end with them", async () => {
  expect(await users("list")).toBe("Nobody yet: npx fieldwork users first-admin");
  const printed = await users("first-admin --url https://fieldwork.example");
  expect(printed).toMatch(/^https:\/\/fieldwork\.example\/welcome#fwl_\S+\nIt works once/);
  await follow(printed, { email: "ann@acme.example", name: "Ann" });
  await expect(users("first-admin")).rejects.toThrow(/^exit 1: there is an admin already/);

  await follow(await users("invite bob@acme.example --name Bob --role operator --connection hub"));
  expect(await users("grant bob@acme.example --role viewer")).toBe(
    "bob@acme.example is now viewer on all connections.",
  );
  expect(await users("list")).toBe(
    [
      "ann@acme.example  Ann  active  admin on all connections",
      "bob@acme.example  Bob  active  operator on hub, viewer on all connections",
    ].join("\n"),
  );
  await expect(users("grant bob@acme.example --role king")).rejects.toThrow(
    /^exit 2: .* choices are viewer/,
  );

  const made = await tokens("create --owner bob@acme.example --name ci --role operator --days 3");
  const authorization = `Bearer ${made.split("\n")[0]}`;
  const whoever = () =>
    authenticate(
      { database, idleHours: 1 },
      { authorization, session: undefined, from: undefined },
    );
  expect(await whoever()).toMatchObject({ actor: { kind: "token", name: "ci" } });
  expect(await tokens("list")).toMatch(/^\S+ {2}ci {2}of bob@acme.example {2}operator on all conn/);
  expect(await api.fieldwork("users disable bob@acme.example")).toMatchObject({ exitCode: 4 });
  expect(await whoever()).toBeDefined();
  await users("disable bob@acme.example --yes");
  expect(await whoever()).toBeUndefined();
  const [id = ""] = (await tokens("list")).split(" ");
  expect(await tokens(`revoke ${id} --yes`)).toBe("The token works no more.");
});

test("the audit is listed and exported as JSON lines, with every order that the commands gave", async () => {
  await follow(await users("first-admin"), { email: "ann@acme.example", name: "Ann" });
  await users("invite bob@acme.example --name Bob");
  expect(await api.shows("audit list --order people.invite")).toMatch(
    /people\.invite {2}people\/\S+ {2}by \S+ {2}127\.0\.0\.1 {2}after /,
  );
  const out = join(dir, "audit.jsonl");
  expect(await api.shows(`audit export --out ${out}`)).toBe(`Wrote 4 lines to ${out}.`);
  const lines = (await readFile(out, "utf8")).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line).order)).toEqual([
    ...["people.invite", "session.begin", "link.accept", "link.first-admin"],
  ]);
  expect(await api.shows("audit export")).toBe(lines.join("\n"));
});

test("a person is counted, erased and checked for, and a check that finds something fails", async () => {
  await database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, fields, outputs, changed_at, read_at)
     values ('hub', 'contact', '7', now(), 'h', '{"email": "dana@acme.example"}', '{}', now(), now())`,
  );
  const erase = (line: string) => api.shows(`erase ${line}`);
  expect(await api.fieldwork("erase --email dana@acme.example")).toMatchObject({
    exitCode: 4,
    out: "This would erase hub/contact/7:\n  1 row of record\nNothing was done. To do it, add --yes.",
  });
  await expect(erase("--verify hub/contact/7 --email dana@acme.example")).rejects.toThrow(
    /not erased: 1 row of record; the address in 1 row of record; hub\/contact\/7 is not kept out/,
  );
  const receipt = await erase("--email dana@acme.example --yes");
  expect(receipt).toContain("1 row of record");
  expect(receipt).toMatch(/The log may hold events about the person until 20/);
  expect(await erase("--verify hub/contact/7 --email dana@acme.example")).toBe(
    "Nothing is left, and the person is kept out.",
  );
});

test.each([
  ...["users invite a@b.example", "users disable", "users", "tokens create", "tokens revoke"],
  ...["tokens list --colour", "audit list --limit none", "audit", "erase", "erase --yes"],
  ...["erase --email a --log-days 0", "tokens create --owner a --name b --role viewer --days 999"],
])("%s is written wrongly", async (line) => {
  expect(await api.fieldwork(line)).toMatchObject({ exitCode: 2, out: "" });
});
