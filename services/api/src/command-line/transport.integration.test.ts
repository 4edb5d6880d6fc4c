import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { localToken, openTestApi, type TestApi } from "../testing/open-test-api.ts";
import { withClient } from "./transport.ts";

let api: TestApi;
let dir: string;

beforeAll(async () => {
  api = await openTestApi();
  dir = await mkdtemp(join(tmpdir(), "fieldwork-transport-"));
});

afterAll(async () => {
  await api.stop();
  await rm(dir, { recursive: true });
});

const whoIsIt = (environment: Record<string, string>) =>
  withClient(environment, async (client) => (await client.call("session.show", {})).actor.id);

test("the API of FIELDWORK_URL is asked, with the token of a variable or of a file", async () => {
  const file = join(dir, "token");
  await writeFile(file, `${localToken}\n`);
  const asked = { FIELDWORK_URL: api.url, DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" };
  const me = await whoIsIt({ ...asked, FIELDWORK_TOKEN: localToken });
  expect(me).toMatch(/^command-line:/);
  expect(await whoIsIt({ ...asked, FIELDWORK_TOKEN_FILE: file })).toBe(me);
  await expect(whoIsIt({ ...asked, FIELDWORK_TOKEN_FILE: dir })).rejects.toThrow(
    /FIELDWORK_TOKEN_FILE: .* cannot be read/,
  );
  await expect(whoIsIt(asked)).rejects.toMatchObject({ problem: { code: "not_signed_in" } });
});

test("without one, the same API is served over the store for one command, as this machine's user", async () => {
  const environment = { DATABASE_URL: api.databaseUrl };
  expect(await whoIsIt(environment)).toMatch(/^command-line:/);
  await expect(
    withClient(environment, (client) =>
      client.call("replays.show", { params: { id: "replay-0" }, query: {} }),
    ),
  ).rejects.toMatchObject({ problem: { status: 404, requestId: expect.any(String) } });
});
