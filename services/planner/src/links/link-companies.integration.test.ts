import type { RecordChanged } from "@fieldwork/contracts";
import { orderCompanyLink, setSharingMembers } from "@fieldwork/store/company-links";
import { findCompanyLinks } from "@fieldwork/store/reading";
import type { TestStore } from "@fieldwork/store/testing";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { linkKnownBefore } from "./known-before.ts";
import { ended, openLinks, read, refOf, volvo } from "./testing.ts";

const members = [
  ...["hub", "org"].map((connection) => ({ connection, group: "acme" })),
  { connection: "other", group: "others" },
];

let store: TestStore;
let link: Awaited<ReturnType<typeof openLinks>>["link"];

beforeAll(async () => {
  ({ store, link } = await openLinks(members));
});

beforeEach(() => store.database.query("truncate company_key, company_link"));

afterAll(() => store.drop());

async function linksOf(key: string): Promise<string[]> {
  const links = await findCompanyLinks(store.database, refOf(key));
  return links.map(({ ref, other, state, reason }) => {
    const pair = [ref, other].map(({ connection, id }) => `${connection}/${id}`);
    return `${pair.join(" ")} ${state}: ${reason}`;
  });
}

async function allLinks(): Promise<string[]> {
  const rows = await store.database.query<{ link: string }>(
    `select concat_ws(' ', connection, record_id, other_connection, other_id, state, reason_code) as link
     from company_link order by 1`,
  );
  return rows.map((row) => row.link);
}

test("one company in two CRMs of a group is linked by its domain, and both know it", async () => {
  await link([read("org/1", volvo), read("hub/2", { ...volvo, name: "VOLVO" })]);
  const expected = ["hub/2 org/1 linked: same-domain"];
  expect(await linksOf("org/1")).toEqual(expected);
  expect(await linksOf("hub/2")).toEqual(expected);
});

test("neither a company of another group nor one of the same connection is linked", async () => {
  await link([read("org/1", volvo), read("org/2", volvo), read("other/3", volvo)]);
  expect(await allLinks()).toEqual([]);
});

test("of two companies that are planned at the same moment, at least one finds the other", async () => {
  for (let round = 0; round < 20; round++) {
    const facts = { ...volvo, domain: `volvo-${round}.com` };
    await Promise.all([link([read(`org/${round}`, facts)]), link([read(`hub/${round}`, facts)])]);
  }
  expect(await allLinks()).toHaveLength(20);
});

test("a company that changes its domain leaves its link, and one that is deleted too", async () => {
  await link([read("org/1", volvo), read("hub/2", volvo), read("hub/3", volvo)]);
  await link([read("hub/2", { name: "Scania", domain: "scania.com" }, 1)]);
  expect(await linksOf("hub/2")).toEqual([]);
  await link([ended(read("hub/3", volvo, 2))]);
  expect(await allLinks()).toEqual([]);
});

test("a domain that is hidden from us by now still links its company, and one that is empty does not", async () => {
  await link([read("org/1", volvo), read("hub/2", volvo)]);
  const { domain: _, ...others } = volvo;
  await link([read("hub/2", { ...others, name: "Volvo Group" }, 1)]);
  expect(await linksOf("hub/2")).toEqual(["hub/2 org/1 linked: same-domain"]);
  await link([read("org/1", { ...volvo, city: "Gothenburg" }, 2)]);
  expect(await linksOf("hub/2")).toEqual(["hub/2 org/1 linked: same-domain"]);
  await link([read("hub/2", { ...others, domain: null }, 3)]);
  expect(await linksOf("hub/2")).toEqual(["hub/2 org/1 doubtful: name-alone"]);
});

test("a read that is older than what is known changes no link", async () => {
  await link([read("org/1", volvo, 5), read("hub/2", volvo, 5)]);
  await link([read("hub/2", { name: "Scania", domain: "scania.com" }, 1)]);
  expect(await linksOf("hub/2")).toEqual(["hub/2 org/1 linked: same-domain"]);
});

test("what was stored but not yet linked when a process died is linked when its batch comes again", async () => {
  await link([read("org/1", volvo)]);
  await store.database.query(
    `insert into company_key (connection, object, record_id, domain, name_key, facts, vendor_at, read_at)
     values ('hub', 'company', '2', 'volvo.com', 'volvo', '{"name": "AB Volvo", "domain": "volvo.com"}',
       '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')`,
  );
  await link([read("hub/2", { name: "AB Volvo", domain: "volvo.com" })]);
  expect(await linksOf("hub/2")).toEqual(["hub/2 org/1 linked: same-domain"]);
});

test("companies that were known before their connection shared are linked page by page, and of one that leaves nothing is kept", async () => {
  await store.database.query(
    `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields, outputs)
     select case n % 2 when 0 then 'hub' else 'org' end, 'company', n::text, now(), 'h', now(),
       jsonb_build_object('name', 'Company ' || n / 2, 'domain', 'company-' || n / 2 || '.com'), '{}'
     from generate_series(0, 1399) as n`,
  );
  // One of them has been read since, with more than is kept of it.
  await link([read("hub/0", { name: "Company 0", domain: "company-0.com", city: "Oslo" }, 9)]);
  while (await linkKnownBefore(store.database));
  expect(await allLinks()).toHaveLength(700);
  expect(await linksOf("hub/0")).toEqual(["hub/0 org/1 linked: same-domain"]);
  const [known] = await store.database.query(
    "select facts ->> 'city' as city from company_key where connection = 'hub' and record_id = '0'",
  );
  expect(known).toEqual({ city: "Oslo" });

  await setSharingMembers(store.database, [{ connection: "hub", group: "acme" }]);
  expect(await allLinks()).toEqual([]);
  const left = await store.database.query("select distinct connection from company_key");
  expect(left).toEqual([{ connection: "hub" }]);
  await setSharingMembers(store.database, members);
  await store.database.query("truncate record, company_key, company_link");
});

test("a connection that moves to another group leaves the links of the one and finds those of the other", async () => {
  await link([read("org/1", volvo), read("hub/2", volvo), read("other/3", volvo)]);
  for (const key of ["org/1", "hub/2", "other/3"]) {
    const { connection, id } = refOf(key);
    await store.database.query(
      `insert into record (connection, object, record_id, vendor_at, content_hash, read_at, fields, outputs)
       values ($1, 'company', $2, now(), 'h', now(), $3, '{}')`,
      [connection, id, volvo],
    );
  }
  const moved = members.map((one) =>
    one.connection === "hub" ? { ...one, group: "others" } : one,
  );
  await setSharingMembers(store.database, moved);
  while (await linkKnownBefore(store.database));
  expect(await allLinks()).toEqual(["hub 2 other 3 linked same-domain"]);
  await setSharingMembers(store.database, members);
  await store.database.query("truncate record, company_key, company_link");
});

test("what a person said of a record holds for the one that it is merged into", async () => {
  await link([read("org/1", volvo), read("hub/2", volvo)]);
  const pair = [refOf("hub/2"), refOf("org/1")] as const;
  await orderCompanyLink(store.database, { pair, ordered: "refused", by: "ann" });
  const merged = {
    ...read("hub/2", volvo, 1).event,
    ...{ kind: "deleted", became: { how: "merged", ref: refOf("hub/3") } },
  } as RecordChanged;
  await link([{ event: merged }, read("hub/3", volvo, 1)]);
  expect(await allLinks()).toEqual(["hub 3 org 1 refused same-domain"]);
  // It comes again.
  await link([{ event: merged }]);
  expect(await allLinks()).toEqual(["hub 3 org 1 refused same-domain"]);
});

test("of a name that many companies have, nobody is asked about each", async () => {
  const unnamed = Array.from({ length: 60 }, (_, id) => read(`org/${id}`, { name: "Unknown" }));
  await link(unnamed);
  await link([read("hub/1", { name: "Unknown" }), read("hub/2", { name: "Unknown Ltd" })]);
  await link([read("org/61", { name: "Unknown" })]);
  expect(await allLinks()).toEqual([]);
  await link([read("org/70", { name: "Volvo" }), read("hub/7", { name: "AB Volvo" })]);
  expect(await allLinks()).toEqual(["hub 7 org 70 doubtful name-alone"]);
});

const names = ["AB Volvo", "Volvo", "Scania"];
const domains = ["volvo.com", "scania.se", "gmail.com", null];
const company = fc.record({
  key: fc.constantFrom("org/1", "org/2", "hub/1", "hub/2", "hub/3"),
  name: fc.constantFrom(...names),
  domain: fc.constantFrom(...domains),
  city: fc.constantFrom("Gothenburg", null),
  country: fc.constantFrom("Sweden", "SE"),
});

test("links are the same in whatever order companies arrive, a mail provider's domain links none, and a refusal stands", async () => {
  const companies = fc.uniqueArray(company, { selector: ({ key }) => key, minLength: 2 });
  await fc.assert(
    fc.asyncProperty(companies, async (arrived) => {
      await store.database.query("truncate company_key, company_link");
      await orderCompanyLink(store.database, {
        pair: [refOf("org/1"), refOf("hub/1")],
        ...{ ordered: "refused", by: "ann" },
      });
      const reads = arrived.map(({ key, ...fields }) => read(key, fields));
      await link(reads);
      const together = await allLinks();
      await store.database.query("truncate company_key");
      await store.database.query("delete from company_link where ordered is null");
      for (const one of reads.toReversed()) await link([one]);
      expect(await allLinks()).toEqual(together);
      const links = await linksOf("org/1");
      expect(links.filter((one) => one.startsWith("hub/1 "))).toEqual([
        expect.stringMatching(/^hub\/1 org\/1 refused: /),
      ]);
      const byDomain = await store.database.query(
        `select from company_link
         join company_key k using (record_id, connection, object)
         where reason_code = 'same-domain' and k.facts ->> 'domain' = 'gmail.com'`,
      );
      expect(byDomain).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
