import { createLogger } from "@fieldwork/runtime";
import { prepareServicesRole } from "@fieldwork/store";
import { openTestStore } from "@fieldwork/store/testing";
import { expect, onTestFinished, test } from "vitest";
import { startApiProcess } from "./testing/start-process.ts";
import { createFirstAdminLink } from "./who/links.ts";

const password = "correct horse battery";

test("the service lets the first admin in by a link, as the role that owns nothing, and stops when told to", async () => {
  const store = await openTestStore();
  onTestFinished(() => store.drop());
  const { database: admin, servicesUrl: databaseUrl } = store;
  const logger = createLogger({ service: "test", level: "silent" });
  await prepareServicesRole({ admin, databaseUrl, logger });
  const { port, child, output, ended } = await startApiProcess(databaseUrl);
  const url = `http://localhost:${port}`;
  const { secret: link } = await createFirstAdminLink(admin);
  const send = (path: string, body: object, origin: string) =>
    fetch(`${url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin },
      body: JSON.stringify(body),
    });
  const own = { link, password, email: "ann@acme.example", name: "Ann" };
  expect((await send("/v1/links/accept", own, "http://evil.example")).status).toBe(403);
  const accepted = await send("/v1/links/accept", own, url);
  const cookie = accepted.headers.get("set-cookie")?.split(";")[0] ?? "";
  const people = await fetch(`${url}/v1/people`, { headers: { cookie } });
  expect(await people.json()).toMatchObject({ people: [{ email: "ann@acme.example" }] });
  expect((await send("/v1/session", { ...own, password: "wrong" }, url)).status).toBe(400);
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
  for (const word of [password, link, cookie.split("=")[1] ?? ""])
    expect(output()).not.toContain(word);
}, 60_000);
