import { userInfo } from "node:os";
import { isAllowed, type Role } from "@fieldwork/contracts";
import type { Database } from "@fieldwork/store";
import { audit, createReader, readPage } from "@fieldwork/store/reading";
import { openTestStore, type TestStore } from "@fieldwork/store/testing";
import { listPeople, listSessions, listTokens } from "@fieldwork/store/who";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { authenticate, type Credentials } from "./authenticate.ts";
import { createFirstAdminLink, createOwnLink } from "./links.ts";
import { disableAccount, grantRole, invitePerson, revokeRole } from "./people.ts";
import type { Principal } from "./principal.ts";
import { acceptLink, showLink, signIn, signOut } from "./sign-in.ts";
import { issueToken, listSessionsOf, listTokensOf, revokeSession, revokeToken } from "./tokens.ts";

const password = "correct horse battery";
const place = { from: "192.0.2.1", userAgent: "test" };
const everything = { role: "admin", connection: null } as const;
const refused = { code: "request_invalid" };

let store: TestStore;
let database: Database;

beforeAll(async () => {
  store = await openTestStore();
  ({ database } = store);
});

beforeEach(async () => {
  await database.query("delete from person");
  await database.query("delete from sign_in_link");
  await database.query("delete from sign_in_try");
  await database.query("delete from audit");
});

afterAll(() => store.drop());

const deps = () => ({ database, sessionHours: 24, idleHours: 12 });

function ask(credentials: Partial<Credentials>, localToken?: string) {
  return authenticate(
    { ...deps(), localToken },
    { authorization: undefined, session: undefined, from: "192.0.2.1", ...credentials },
  );
}

async function demand(credentials: Partial<Credentials>): Promise<Principal> {
  const principal = await ask(credentials);
  if (principal === undefined) throw new Error("nobody");
  return principal;
}

async function firstAdmin(): Promise<Principal> {
  const { secret: link } = await createFirstAdminLink(database);
  const own = { link, password, email: "Ann@acme.example", name: "Ann" };
  const { secret } = await acceptLink(deps(), own, place);
  return demand({ session: secret });
}

async function invited(
  admin: Principal,
  grants = [everything] as Parameters<typeof invitePerson>[2]["grants"],
) {
  const bob = { email: "bob@acme.example", name: "Bob", grants };
  const { secret: link } = await invitePerson(deps(), admin, bob);
  const { secret } = await acceptLink(deps(), { link, password }, place);
  return demand({ session: secret });
}

describe("the first admin", () => {
  test("signs up by a link that works once, and may do everything", async () => {
    const { secret: link } = await createFirstAdminLink(database);
    const own = { link, password, email: "ann@acme.example", name: "Ann" };
    const both = await Promise.allSettled([
      acceptLink(deps(), own, place),
      acceptLink(deps(), own, place),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const { secret } = await signIn(deps(), { email: "ANN@acme.example", password }, place);
    const { rights, actor } = await demand({ session: secret });
    expect(isAllowed(rights, "people.manage", null)).toBe(true);
    expect(actor).toMatchObject({ kind: "person", name: "Ann" });
    await expect(createFirstAdminLink(database)).rejects.toMatchObject(refused);
  });

  test("has no link any more after 15 minutes, or once there is an admin", async () => {
    const { secret: link } = await createFirstAdminLink(database);
    await database.query("update sign_in_link set expires_at = expires_at - interval '15 minutes'");
    const own = { link, password, email: "eve@acme.example", name: "Eve" };
    await expect(acceptLink(deps(), own, place)).rejects.toMatchObject(refused);
    expect(await listPeople(database)).toEqual([]);
  });

  test("is not made by a link that needs an address and comes without one, and the link still works", async () => {
    const { secret: link } = await createFirstAdminLink(database);
    await expect(acceptLink(deps(), { link, password }, place)).rejects.toMatchObject(refused);
    await acceptLink(deps(), { link, password, email: "a@b.example", name: "A" }, place);
  });
});

describe("the link of one's own machine", () => {
  test("signs in once without a password, as somebody who may do everything, and leaves the first admin to be made", async () => {
    const { secret: link } = await createOwnLink(database, "Ann");
    expect(await showLink(deps(), link)).toEqual({
      ...{ kind: "sign-in", email: "ann@localhost", name: "Ann" },
    });
    const { secret } = await acceptLink(deps(), { link }, place);
    const { rights, actor } = await demand({ session: secret });
    expect(isAllowed(rights, "people.manage", null)).toBe(true);
    expect(actor).toMatchObject({ kind: "person", name: "Ann" });
    await expect(acceptLink(deps(), { link }, place)).rejects.toMatchObject(refused);
    await expect(createFirstAdminLink(database)).resolves.toBeDefined();
  });

  test("ends no session, keeps a password, and replaces the link before it", async () => {
    const { secret: first } = await createOwnLink(database, "ann");
    const { secret: second } = await createOwnLink(database, "ann");
    await expect(showLink(deps(), first)).rejects.toMatchObject(refused);
    const { secret } = await acceptLink(deps(), { link: second }, place);
    const { secret: third } = await createOwnLink(database, "ann");
    // A password that comes along is not set.
    await acceptLink(deps(), { link: third, password }, place);
    await demand({ session: secret });
    const wrong = signIn(deps(), { email: "ann@localhost", password }, place);
    await expect(wrong).rejects.toMatchObject({ code: "not_signed_in" });
  });

  test("is not made for somebody who was disabled", async () => {
    await createOwnLink(database, "ann");
    await database.query("update person set disabled_at = now()");
    await expect(createOwnLink(database, "ann")).rejects.toMatchObject(refused);
  });
});

describe("people", () => {
  test("are shown whom their invitation is for, and need a password for it", async () => {
    const admin = await firstAdmin();
    const bob = { email: "bob@acme.example", name: "Bob", grants: [] };
    const { secret: link } = await invitePerson(deps(), admin, bob);
    expect(await showLink(deps(), link)).toEqual({
      ...{ kind: "invitation", email: "bob@acme.example", name: "Bob" },
    });
    await expect(acceptLink(deps(), { link }, place)).rejects.toMatchObject(refused);
    await acceptLink(deps(), { link, password }, place);
  });

  test("are invited with grants, and have those until they are revoked", async () => {
    const admin = await firstAdmin();
    const viewer = { role: "viewer", connection: "hubspot" } as const;
    const bob = await invited(admin, [viewer]);
    expect(isAllowed(bob.rights, "records.read", "hubspot")).toBe(true);
    expect(isAllowed(bob.rights, "records.read", "salesforce")).toBe(false);
    const { secret } = await signIn(deps(), { email: "bob@acme.example", password }, place);
    await grantRole(deps(), admin, { person: "bob@acme.example", grant: everything });
    expect(isAllowed((await demand({ session: secret })).rights, "audit.read", null)).toBe(true);
    await revokeRole(deps(), admin, { person: "bob@acme.example", grant: everything });
    expect(isAllowed((await demand({ session: secret })).rights, "audit.read", null)).toBe(false);
  });

  test("who are disabled are nobody at once, with their sessions, tokens and links", async () => {
    const admin = await firstAdmin();
    const bob = await invited(admin);
    const { secret: session } = await signIn(
      deps(),
      { email: "bob@acme.example", password },
      place,
    );
    const { secret: token } = await issueToken(deps(), bob, {
      name: "ci",
      scope: everything,
      keepDays: 1,
    });
    const authorization = `Bearer ${token}`;
    expect(await ask({ authorization })).toBeDefined();
    const again = { email: "bob@acme.example", name: "Bob", grants: [] };
    const { secret: link } = await invitePerson(deps(), admin, again);
    await disableAccount(deps(), admin, { person: "bob@acme.example" });
    expect(await ask({ session })).toBeUndefined();
    expect(await ask({ authorization })).toBeUndefined();
    await expect(acceptLink(deps(), { link, password }, place)).rejects.toMatchObject(refused);
    await expect(
      signIn(deps(), { email: "bob@acme.example", password }, place),
    ).rejects.toMatchObject({ code: "not_signed_in" });
  });

  test("never leave the line without an admin, whichever two orders come at once", async () => {
    const admin = await firstAdmin();
    await invited(admin);
    const ends = await Promise.allSettled([
      disableAccount(deps(), admin, { person: "ann@acme.example" }),
      revokeRole(deps(), admin, { person: "bob@acme.example", grant: everything }),
    ]);
    expect(ends.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("a session", () => {
  test("is another one than the browser had before, and of the one who signed in", async () => {
    await firstAdmin();
    const first = await signIn(deps(), { email: "ann@acme.example", password }, place);
    const second = await signIn(deps(), { email: "ann@acme.example", password }, place);
    expect(second.secret).not.toBe(first.secret);
    expect(await ask({ session: "fws_chosen-by-somebody-else" })).toBeUndefined();
  });

  test("ends when its person signs out, when it is revoked, when it expires and when it is idle", async () => {
    const ann = { email: "ann@acme.example", password };
    const first = await firstAdmin();
    const { personId = null } = first;
    const begin = async () => (await signIn(deps(), ann, place)).secret;
    const signedOut = await begin();
    await signOut(deps(), await demand({ session: signedOut }));
    expect(await ask({ session: signedOut })).toBeUndefined();

    const revoked = await begin();
    const { sessionId } = await demand({ session: revoked });
    await revokeSession(deps(), first, { id: sessionId ?? "" });
    expect(await ask({ session: revoked })).toBeUndefined();

    const expired = await begin();
    await database.query("update session set expires_at = now()");
    expect(await ask({ session: expired })).toBeUndefined();
    expect(await listSessions(database, personId ?? "")).toEqual([]);

    const idle = await begin();
    await database.query("update session set seen_at = seen_at - interval '11 hours'");
    expect(await ask({ session: idle })).toBeDefined();
    await database.query("update session set seen_at = seen_at - interval '12 hours'");
    expect(await ask({ session: idle })).toBeUndefined();
  });

  test("ends when the password is set anew", async () => {
    const admin = await firstAdmin();
    const { secret } = await signIn(deps(), { email: "ann@acme.example", password }, place);
    const own = { email: "ann@acme.example", name: "Ann", grants: [] };
    const { secret: link } = await invitePerson(deps(), admin, own);
    await acceptLink(deps(), { link, password: `${password} 2` }, place);
    expect(await ask({ session: secret })).toBeUndefined();
  });

  test("of somebody else cannot be revoked", async () => {
    const admin = await firstAdmin();
    const bob = await invited(admin);
    const order = revokeSession(deps(), bob, { id: admin.sessionId ?? "" });
    await expect(order).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("a sign-in", () => {
  test("does not tell a wrong address from a wrong password, and waits after ten tries", async () => {
    await firstAdmin();
    const failure = (email: string) =>
      signIn(deps(), { email, password: "wrong wrong wrong" }, place).catch((error) => error);
    const unknown = await failure("nobody@acme.example");
    const wrong = await failure("ann@acme.example");
    expect([wrong.code, wrong.message]).toEqual([unknown.code, unknown.message]);
    for (let tries = 1; tries < 10; tries += 1) await failure("ann@acme.example");
    await expect(
      signIn(deps(), { email: "ann@acme.example", password }, place),
    ).rejects.toMatchObject({ code: "too_many_requests" });
    await database.query("update sign_in_try set until = now() - interval '1 second'");
    await signIn(deps(), { email: "ann@acme.example", password }, place);
  });

  test("by a password that is set anew meanwhile begins no session", async () => {
    const admin = await firstAdmin();
    const own = { email: "ann@acme.example", name: "Ann", grants: [] };
    const { secret: link } = await invitePerson(deps(), admin, own);
    const setAnew = () => acceptLink(deps(), { link, password: `${password} 2` }, place);
    const slow: Database = {
      ...database,
      async query(text, values) {
        const rows = await database.query(text, values);
        if (/select id, name, password from person/.test(text)) await setAnew();
        return rows as never;
      },
    };
    const old = signIn({ ...deps(), database: slow }, { email: own.email, password }, place);
    await expect(old).rejects.toMatchObject({ code: "not_signed_in" });
    expect(await listSessions(database, admin.personId ?? "")).toHaveLength(1);
  });

  test("waits after fifty tries from one address, whatever the accounts", async () => {
    const tries = Array.from({ length: 52 }, (_, index) =>
      signIn(deps(), { email: `p${index}@acme.example`, password }, place).catch(
        ({ code }) => code,
      ),
    );
    const codes = await Promise.all(tries);
    expect(codes.filter((code) => code === "too_many_requests")).toHaveLength(2);
  });
});

describe("a token", () => {
  test("does what it was issued for and its owner may, until it expires or is revoked", async () => {
    const admin = await firstAdmin();
    const bob = await invited(admin);
    const scope = { role: "operator", connection: "hubspot" } as const;
    const { id, secret } = await issueToken(deps(), bob, { name: "ci", scope, keepDays: 30 });
    const authorization = `Bearer ${secret}`;
    const { actor, rights } = await demand({ authorization });
    expect(actor).toEqual({ kind: "token", id, name: "ci" });
    expect(isAllowed(rights, "holds.order", "hubspot")).toBe(true);
    expect(isAllowed(rights, "holds.order", "salesforce")).toBe(false);
    expect(isAllowed(rights, "people.manage", null)).toBe(false);
    await revokeRole(deps(), admin, { person: "bob@acme.example", grant: everything });
    expect(isAllowed((await demand({ authorization })).rights, "holds.order", "hubspot")).toBe(
      false,
    );
    await database.query("update api_token set expires_at = now()");
    expect(await ask({ authorization })).toBeUndefined();
    await revokeToken(deps(), bob, { id });
    expect(await listTokens(database, null)).toEqual([]);
  });

  test("issues no other that may do more than it may itself", async () => {
    const admin = await firstAdmin();
    const scope = { role: "viewer", connection: null } as const;
    const { secret } = await issueToken(deps(), admin, { name: "look", scope, keepDays: 1 });
    const bearer = await demand({ authorization: `Bearer ${secret}` });
    const order = issueToken(deps(), bearer, { name: "more", scope: everything, keepDays: 1 });
    await expect(order).rejects.toMatchObject({ code: "forbidden" });
    await issueToken(deps(), bearer, { name: "same", scope, keepDays: 1 });
  });

  test("of a narrow scope sees and ends what may do no more than it, and no session of its owner", async () => {
    const admin = await firstAdmin();
    const issue = async (role: Role, connection: string | null) => {
      const order = { name: "ci", scope: { role, connection }, keepDays: 1 };
      const { id, secret } = await issueToken(deps(), admin, order);
      return { id, bearer: await demand({ authorization: `Bearer ${secret}` }) };
    };
    const wide = await issue("viewer", null);
    const hub = await issue("operator", "hubspot");
    const less = await issue("viewer", "hubspot");
    const seenBy = async ({ bearer }: typeof hub) =>
      (await listTokensOf(database, bearer)).map(({ id }) => id);
    expect(await seenBy(hub)).toEqual([hub.id, less.id]);
    expect(await seenBy(less)).toEqual([less.id]);
    const gone = { code: "not_found" };
    await expect(revokeToken(deps(), hub.bearer, wide)).rejects.toMatchObject(gone);
    expect(await listSessionsOf(database, wide.bearer)).toEqual([]);
    const order = revokeSession(deps(), wide.bearer, { id: admin.sessionId ?? "" });
    await expect(order).rejects.toMatchObject(gone);
    for (const { id } of [less, hub]) await revokeToken(deps(), hub.bearer, { id });
    expect(await listTokensOf(database, admin)).toMatchObject([{ id: wide.id }]);
    expect(await listSessionsOf(database, admin)).toHaveLength(1);
  });

  test("of another person is revoked by an admin alone", async () => {
    const admin = await firstAdmin();
    const scope = { role: "viewer", connection: null } as const;
    const bob = await invited(admin, [scope]);
    const { id } = await issueToken(deps(), admin, { name: "ci", scope, keepDays: 1 });
    const { id: ofBob } = await issueToken(deps(), bob, { name: "ci", scope, keepDays: 1 });
    const others = revokeToken(deps(), bob, { id });
    await expect(others).rejects.toMatchObject({ code: "not_found" });
    await revokeToken(deps(), admin, { id: ofBob });
  });

  test("that is wrong is nobody's, even beside a good session", async () => {
    await firstAdmin();
    const { secret: session } = await signIn(
      deps(),
      { email: "ann@acme.example", password },
      place,
    );
    for (const authorization of ["Bearer x", "Basic eDp5", "Bearer ", `Bearer ${session}`])
      expect([authorization, await ask({ authorization, session })]).toEqual([
        authorization,
        undefined,
      ]);
  });

  test("of the checkout may do everything, and nothing else is taken for it", async () => {
    expect(await ask({ authorization: "Bearer secret" }, "secret")).toMatchObject({
      actor: { kind: "person", name: userInfo().username },
    });
    expect(await ask({ authorization: "Bearer secre" }, "secret")).toBeUndefined();
    expect(await ask({ authorization: "Bearer undefined" })).toBeUndefined();
  });
});

test("no secret stands in the tables or in the audit, and every order stands there", async () => {
  const admin = await firstAdmin();
  const bob = await invited(admin);
  const { secret } = await issueToken(deps(), bob, { name: "ci", scope: everything, keepDays: 1 });
  const { secret: session } = await signIn(deps(), { email: "bob@acme.example", password }, place);
  const reader = createReader({ connectionString: store.url, max: 1, applicationName: "test" });
  const { rows } = await readPage(reader, audit, {});
  await reader.stop();
  expect(new Set(rows.map(({ order }) => order))).toEqual(
    new Set(["link.first-admin", "link.accept", "people.invite", "session.begin", "tokens.create"]),
  );
  const tables = [
    "person",
    "session",
    "sign_in_link",
    "api_token",
    "sign_in_try",
    "audit",
    "audit_value",
  ];
  for (const table of tables) {
    const kept = JSON.stringify(await database.query(`select * from ${table}`));
    for (const one of [password, secret, session, secret.slice(4)]) expect(kept).not.toContain(one);
  }
});
