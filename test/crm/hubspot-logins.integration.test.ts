import type { AdapterDeps } from "@fieldwork/crm";
import { createHubspotAdapter } from "@fieldwork/crm/hubspot";
import { testLogger } from "@fieldwork/runtime/testing";
import { createHubspotSimulator, type HubspotOptions } from "@fieldwork/simulators";
import { storeMigrations } from "@fieldwork/store";
import { createConnectionLogins } from "@fieldwork/store/logins";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

const { signal } = new AbortController();
let store: TestStore;

beforeAll(async () => {
  store = await openTestStore([storeMigrations]);
});
afterAll(() => store.drop());

async function openPortal(connection: string, options: HubspotOptions = {}) {
  const simulator = createHubspotSimulator(options);
  await simulator.start();
  onTestFinished(() => simulator.stop());
  /** As another process would. */
  function connect(
    more: Partial<Parameters<typeof createHubspotAdapter>[0]> = {},
    deps: Pick<AdapterDeps, "logins"> = { logins: createConnectionLogins(store.database) },
  ) {
    const adapter = createHubspotAdapter({
      ...{ connection, baseUrl: simulator.url, oauth: simulator.credentials.app },
      ...{ outputs: () => [], logger: testLogger(), ...deps, ...more },
    });
    onTestFinished(() => adapter.close());
    return adapter;
  }
  const logins = async () => {
    const { counts } = await simulator.books.read();
    return { made: counts.calls["login 200 nobody"], refused: counts.calls["login 400 nobody"] };
  };
  return { simulator, connect, logins };
}

test.each<[string, HubspotOptions, "v3" | "2026-09"]>([
  ["stays", {}, "v3"],
  ["is replaced each time", { rotatesRefreshTokens: true }, "2026-09"],
])(
  "crm-19: a public app whose refresh token %s logs in once for all processes, and anew when its token has expired",
  async (how, options, apiVersion) => {
    const { simulator, connect, logins } = await openPortal(how.replaceAll(" ", "-"), options);
    const [id = ""] = await simulator.create("companies", [{ name: "Acme" }]);
    const processes = [connect({ apiVersion }), connect({ apiVersion })];
    for (const made of [1, 2, 3]) {
      const read = await Promise.all(
        processes.map((adapter) => adapter.readRecords("company", [id], signal)),
      );
      expect(read.map((records) => records.length)).toEqual([1, 1]);
      expect(await logins()).toEqual({ made, refused: undefined });
      await simulator.expireTokens();
    }
    const written = await connect({ apiVersion }).writeFields(
      "company",
      [{ id, values: {} }],
      signal,
    );
    expect(written).toHaveLength(1);
    expect(await logins()).toEqual({ made: 4, refused: undefined });
  },
);

test("crm-19: a public app that may log in no more is the account's failure, and its secrets are not told", async () => {
  const { simulator, connect, logins } = await openPortal("revoked");
  const oauth = { ...simulator.credentials.app, refreshToken: "eu1-taken-back" };
  const read = () => connect({ oauth }).readRecords("company", ["1"], signal);
  await expect(read()).rejects.toMatchObject({
    ...{ reason: "refused-credentials", scope: "account", outcome: "not-sent" },
    message: expect.not.stringMatching(/eu1-taken-back|simulated-app-secret/),
  });
  expect(await logins()).toEqual({ made: undefined, refused: 1 });
  await expect(connect({}, {}).readRecords("company", ["1"], signal)).rejects.toMatchObject({
    message: expect.stringContaining("DATABASE_URL"),
  });
});
