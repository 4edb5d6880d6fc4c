import type { RecordRef } from "@fieldwork/contracts";
import { createClient } from "@fieldwork/contracts/client";
import { keepCaptures } from "@fieldwork/store/captures";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../testing/open-test-api.ts";

let api: TestApi;

const at = (connection: string, id: string): RecordRef => ({ connection, object: "contact", id });

function captured(ref: RecordRef, enrichment: string, outcome: string) {
  return {
    ...{ callId: `call-${ref.id}`, attempt: 1, purpose: "work" as const, ref, enrichment, outcome },
    ...{ definitionHash: "0123456789ab", provider: "openai", model: "gpt-6-luna", status: 200 },
    ...{ request: '{"input":"<PERSON>"}', reply: '{"output":"Director"}' },
  };
}

beforeAll(async () => {
  api = await openTestApi();
  await keepCaptures(api.database, [
    captured(at("hub", "1"), "contact-role", "clean"),
    captured(at("hub", "2"), "contact-role", "unreadable"),
    captured(at("sales", "3"), "contact-role", "clean"),
    captured(at("hub", "1"), "another", "clean"),
  ]);
});

afterAll(() => api.stop());

/** Somebody with a role on one connection. */
async function asRole(role: "viewer" | "operator", connection: string) {
  const email = `${role}@${connection}.example`;
  const grants = [{ role, connection }];
  await api.client.call("people.invite", { body: { email, name: role, grants } });
  const body = { name: "test", role, connection, days: 1, owner: email };
  const { secret } = await api.client.call("tokens.create", { body });
  return createClient({ url: api.url, token: secret });
}

const idsIn = (rows: readonly { ref: RecordRef }[]) => rows.map(({ ref }) => ref.id);

test("captures are listed the last first, of an enrichment, a connection or a record, without what was said", async () => {
  const list = async (query: object) => (await api.client.call("captures.list", { query })).rows;
  expect(idsIn(await list({}))).toEqual(["1", "3", "2", "1"]);
  expect(idsIn(await list({ enrichment: "contact-role" }))).toEqual(["3", "2", "1"]);
  expect(idsIn(await list({ connection: "sales" }))).toEqual(["3"]);
  const ofOne = await list({ record: "hub/contact/1" });
  expect(ofOne.map(({ enrichment }) => enrichment)).toEqual(["another", "contact-role"]);
  expect(JSON.stringify(ofOne)).not.toContain("Director");
  await expect(list({ record: "nonsense" })).rejects.toMatchObject({
    problem: { code: "request_invalid" },
  });
});

test("one is shown whole, and the audit keeps who looked at whose", async () => {
  const [{ id = "" } = {}] = (await api.client.call("captures.list", { query: {} })).rows;
  const capture = await api.client.call("captures.show", { params: { id } });
  expect(capture).toMatchObject({
    request: '{"input":"<PERSON>"}',
    reply: '{"output":"Director"}',
  });
  const { rows } = await api.client.call("audit.list", { query: { order: "captures.show" } });
  expect(rows).toMatchObject([
    {
      subject: `captures/${id}`,
      after: { record: "hub/contact/1", enrichment: "another", callId: "call-1" },
    },
  ]);
  const gone = api.client.call("captures.show", { params: { id: "999" } });
  await expect(gone).rejects.toMatchObject({ problem: { code: "not_found" } });
});

test("whoever runs a connection sees what was captured of it, and of no other; to look at values is not enough", async () => {
  const { rows: all } = await api.client.call("captures.list", { query: { connection: "sales" } });
  const [{ id = "" } = {}] = all;
  const operator = await asRole("operator", "hub");
  expect(idsIn((await operator.call("captures.list", { query: {} })).rows)).toEqual([
    "1",
    "2",
    "1",
  ]);
  for (const call of [
    operator.call("captures.list", { query: { record: "sales/contact/3" } }),
    operator.call("captures.list", { query: { connection: "sales" } }),
  ])
    await expect(call).rejects.toMatchObject({ problem: { code: "forbidden" } });
  const show = operator.call("captures.show", { params: { id } });
  await expect(show).rejects.toMatchObject({ problem: { code: "not_found" } });
  const viewer = await asRole("viewer", "hub");
  const listed = viewer.call("captures.list", { query: {} });
  await expect(listed).rejects.toMatchObject({ problem: { code: "forbidden" } });
});

test("the command line lists them, and shows one readably", async () => {
  const list = await api.shows("captures list --record hub/contact/2");
  expect(list).toMatch(
    /hub\/contact\/2 +contact-role +attempt 1 +openai\/gpt-6-luna +unreadable +HTTP 200/,
  );
  const [id = ""] = list.trim().split(/\s+/);
  expect(await api.shows(`captures show ${id}`)).toContain('"input": "<PERSON>"');
  expect(await api.shows("captures list --enrichment none")).toContain("privacy.capture");
});
