import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createLogger } from "@fieldwork/runtime";
import { eventually } from "@fieldwork/runtime/testing";
import { prepareServicesRole } from "@fieldwork/store";
import { openTestStore } from "@fieldwork/store/testing";
import { expect, onTestFinished, test } from "vitest";
import { createFirstAdminLink } from "./who/links.ts";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
const password = "correct horse battery";

test("the service lets the first admin in by a link, as the role that owns nothing, and stops when told to", async () => {
  const store = await openTestStore();
  onTestFinished(() => store.drop());
  const { database: admin, servicesUrl: databaseUrl } = store;
  const logger = createLogger({ service: "test", level: "silent" });
  await prepareServicesRole({ admin, databaseUrl, logger });
  const port = 20_000 + (process.pid % 20_000);
  const child = spawn(process.execPath, [main], {
    env: {
      ...{ PATH: "/usr/bin:/bin", DATABASE_URL: databaseUrl, API_PORT: `${port}` },
      // Nobody asks for the queues.
      REDIS_URL: "redis://127.0.0.1:1",
    },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = once(child, "close");
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  const url = `http://localhost:${port}`;
  await eventually(async () => expect((await fetch(`${url}/v1/openapi.json`)).status).toBe(200), {
    timeoutMs: 10_000,
  });
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
    expect(output).not.toContain(word);
});
