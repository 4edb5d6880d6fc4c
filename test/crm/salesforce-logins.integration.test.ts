import { generateKeyPairSync } from "node:crypto";
import type { AdapterDeps } from "@fieldwork/crm";
import { createSalesforceAdapter } from "@fieldwork/crm/salesforce";
import { testLogger } from "@fieldwork/runtime/testing";
import { createSalesforceSimulator, type SalesforceOptions } from "@fieldwork/simulators";
import { storeMigrations } from "@fieldwork/store";
import { createConnectionLogins } from "@fieldwork/store/logins";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

const { signal } = new AbortController();
const keys = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
let store: TestStore;

beforeAll(async () => {
  store = await openTestStore([storeMigrations]);
});
afterAll(() => store.drop());

type Grant = Parameters<typeof createSalesforceAdapter>[0]["grant"];

async function openOrg(connection: string, options: SalesforceOptions) {
  const simulator = createSalesforceSimulator(options);
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const { clientId, clientSecret, integration } = simulator.credentials;
  const refreshToken = { kind: "refresh-token", ...integration, clientSecret } as const;
  /** As another process would. */
  function connect(grant: Grant, deps: Pick<AdapterDeps, "logins"> = { logins: ownLogins() }) {
    const adapter = createSalesforceAdapter({
      ...{ connection, loginUrl: simulator.url, clientId, grant, ...deps },
      ...{ outputs: () => [], logger: testLogger() },
    });
    onTestFinished(() => adapter.close());
    return { read: () => adapter.describeFields("company", signal) };
  }
  const logins = async () => {
    const { counts } = await simulator.books.read();
    return { made: counts.calls["login 200 nobody"], refused: counts.calls["login 400 nobody"] };
  };
  return { simulator, connect, refreshToken, logins };
}

function ownLogins() {
  return createConnectionLogins(store.database);
}

test("crm-19: of several processes one logs in, and each refresh token that replaces another serves them all", async () => {
  const { simulator, connect, refreshToken, logins } = await openOrg("rotating", {
    refreshTokens: "rotate",
  });
  const processes = [connect(refreshToken), connect(refreshToken), connect(refreshToken)];
  for (const made of [1, 2, 3]) {
    await Promise.all(processes.flatMap(({ read }) => [read(), read()]));
    expect(await logins()).toEqual({ made, refused: undefined });
    await simulator.expireSessions();
  }
  const restarted = connect(refreshToken);
  await restarted.read();
  expect(await logins()).toEqual({ made: 4, refused: undefined });
  const [kept] = await store.database.query<{ sealed: string }>(
    "select sealed from connection_login where connection = 'rotating'",
  );
  expect(Buffer.from(kept?.sealed ?? "", "base64").toString("latin1")).not.toContain("simulated");
});

test("crm-19: a refresh token that could not be kept is not used before it is, nor lost", async () => {
  const { connect, refreshToken, logins } = await openOrg("unkept", { refreshTokens: "rotate" });
  let failures = 1;
  const kept = ownLogins();
  const { read } = connect(refreshToken, {
    logins: {
      ...kept,
      async keep(...login) {
        failures -= 1;
        if (failures >= 0) throw new Error("the store is away");
        return kept.keep(...login);
      },
    },
  });
  await expect(read()).rejects.toMatchObject({ reason: "limits-unknown", outcome: "not-sent" });
  await read();
  expect(await logins()).toEqual({ made: 1, refused: undefined });
  await connect(refreshToken).read();
  expect(await logins()).toEqual({ made: 1, refused: undefined });
});

test("crm-19: a refresh token that was taken back is the account's failure, without a loop of logins", async () => {
  const { connect, refreshToken, logins } = await openOrg("revoked", { refreshTokens: "rotate" });
  const { read } = connect({ ...refreshToken, refreshToken: "5Aep861stolen" });
  await expect(read()).rejects.toMatchObject({
    ...{ reason: "refused-credentials", scope: "account", outcome: "not-sent" },
    message: expect.not.stringContaining("5Aep861stolen"),
  });
  expect(await logins()).toEqual({ made: undefined, refused: 1 });
});

test("crm-19: where no token could be kept, none is asked for", async () => {
  const { connect, refreshToken, logins } = await openOrg("nowhere", { refreshTokens: "rotate" });
  await expect(connect(refreshToken, {}).read()).rejects.toMatchObject({
    message: expect.stringContaining("DATABASE_URL"),
  });
  expect(await logins()).toEqual({ made: undefined, refused: undefined });
});

test("crm-20: logs in by JWT for a named user, also where Salesforce's clock is far from ours", async () => {
  const aheadMs = 3_600_000;
  const org = { jwtPublicKey: keys.publicKey, now: () => Date.now() + aheadMs };
  const { simulator, connect, logins } = await openOrg("jwt", org);
  const { username } = simulator.credentials.integration;
  const grant = { kind: "jwt-bearer", privateKey: keys.privateKey, username } as const;
  await connect({ ...grant, privateKey: keys.privateKey.replaceAll("\n", "\\n") }).read();
  expect(await logins()).toEqual({ made: 1, refused: 1 });
  await simulator.expireSessions();
  const stranger = connect({ ...grant, username: "stranger@example.com" });
  await expect(stranger.read()).rejects.toMatchObject({
    reason: "refused-credentials",
    message: expect.stringContaining("user hasn't approved this consumer"),
  });
});
