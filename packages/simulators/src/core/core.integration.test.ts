import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createRoutes } from "./routes.ts";
import { createSimulatorServer } from "./simulator-server.ts";
import { createSimulatorCore, type SimulatorOptions } from "./vendor.ts";

/** A vendor that keeps one number, which every POST raises. */
async function openCounter(options: SimulatorOptions = {}) {
  const core = createSimulatorCore(options);
  let value = 0;
  const raise = () => {
    value += 1;
    core.journal.stage("value", value);
    return { status: 200, json: { value } };
  };
  const server = createSimulatorServer(
    core,
    {
      name: "counter",
      routes: createRoutes({
        "GET /value": {
          kind: "read",
          operation: "get",
          handle: () => ({ status: 200, json: { value } }),
        },
        "POST /value": { kind: "write", operation: "raise", handle: raise },
        "GET /much": {
          kind: "read",
          operation: "get",
          handle: () => ({ status: 200, text: "much ".repeat(1000) }),
        },
        "GET /who/:name": {
          kind: "read",
          operation: "who",
          handle: ({ params, caller }) => ({ status: 200, json: { ...params, by: caller.kind } }),
        },
      }),
      authenticate: ({ authorization }) =>
        authorization === "Bearer no"
          ? { status: 401, json: { message: "who are you" } }
          : { kind: "person", id: "p" },
      renderFault: ({ status }) => ({ status, json: { vendorSays: status } }),
      notFound: () => ({ status: 404, json: {} }),
      compresses: true,
      describe: () => ({}),
      parts: {
        value: {
          restore: (entry) => {
            value = Number(entry);
          },
          snapshot: () => [value],
        },
      },
    },
    options.port,
  );
  await server.start();
  onTestFinished(() => server.stop());
  const call = (path = "/value", init: RequestInit = {}) => fetch(`${server.url}${path}`, init);
  return {
    ...core,
    server,
    call,
    raise: () => call("/value", { method: "POST" }),
    now: () => value,
  };
}

function newFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), "simulator-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

test("routes by method and path, and tells handlers who calls", async () => {
  const { call } = await openCounter();
  expect(await (await call("/who/a%20b?x=1")).json()).toEqual({ name: "a b", by: "person" });
  expect((await call("/nowhere")).status).toBe(404);
  expect((await call("/value", { headers: { authorization: "Bearer no" } })).status).toBe(401);
});

test("compresses long replies for those who take it", async () => {
  const { call } = await openCounter();
  const encodingOf = async (path: string, accepted: string) => {
    const reply = await call(path, { headers: { "accept-encoding": accepted } });
    return [reply.headers.get("content-encoding"), (await reply.text()).length];
  };
  expect(await encodingOf("/much", "gzip, br")).toEqual(["gzip", 5000]);
  expect(await encodingOf("/much", "identity")).toEqual([null, 5000]);
  expect(await encodingOf("/value", "gzip")).toEqual([null, 11]);
});

test("refuses with a header, and without a body, as told", async () => {
  const { call, faults } = await openCounter();
  await faults.add({ status: 400, as: "empty", retryAfter: "Fri, 20 Nov 2026 12:00:00 GMT" });
  const reply = await call();
  expect([reply.status, await reply.text()]).toEqual([400, ""]);
  expect(reply.headers.get("retry-after")).toContain("2026");
});

test("keeps state and books on disk, and forgets what was half written", async () => {
  const dir = newFolder();
  const first = await openCounter({ dir });
  await first.raise();
  await first.raise();
  await first.server.stop();
  appendFileSync(join(dir, "journal.jsonl"), '[["value",99]');
  const second = await openCounter({ dir });
  expect(second.now()).toBe(2);
  await second.raise();
  await second.server.stop();
  const third = await openCounter({ dir });
  expect(third.now()).toBe(3);
  expect(third.books.page().counts.calls).toEqual({ "write 200 person": 3 });
  expect(third.books.page().calls.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(readFileSync(join(dir, "journal.jsonl"), "utf8").trim().split("\n")).toHaveLength(1);
});

test("keeps the last rows only, and counts all", async () => {
  const { raise, books } = await openCounter({ keepRows: 4 });
  for (let index = 0; index < 12; index++) await raise();
  const { calls, counts } = await books.read();
  expect(calls.length).toBeLessThanOrEqual(5);
  expect(calls.at(-1)?.seq).toBe(12);
  expect(counts.calls).toEqual({ "write 200 person": 12 });
  expect((await books.read(11)).calls).toHaveLength(1);
});

test.each([
  ["before", 0],
  ["after", 1],
] as const)("resets a connection %s the call is done", async (phase, done) => {
  const { faults, raise, now, books } = await openCounter();
  await faults.add({ kind: "write", reset: phase });
  await expect(raise()).rejects.toThrow();
  expect(now()).toBe(done);
  expect(books.page().calls).toMatchObject([{ status: null, fault: `reset ${phase}` }]);
  expect((await raise()).status).toBe(200);
});

test("refuses in the vendor's words, as a page, or without a content type", async () => {
  const { faults, raise, now } = await openCounter();
  await faults.add({ status: 429, retryAfterS: 3 });
  await faults.add({ status: 502, as: "html" });
  await faults.add({ status: 503, as: "bare" });
  const replies = [await raise(), await raise(), await raise()];
  expect(replies.map(({ status }) => status)).toEqual([429, 502, 503]);
  expect(replies.map(({ headers }) => headers.get("content-type"))).toEqual([
    expect.stringContaining("json"),
    "text/html",
    null,
  ]);
  expect(replies[0]?.headers.get("retry-after")).toBe("3");
  expect(await replies[0]?.json()).toEqual({ vendorSays: 429 });
  expect(now()).toBe(0);
});

test("cuts a body short, with the connection or without", async () => {
  const { faults, raise, now } = await openCounter();
  await faults.add({ truncate: "body" });
  await faults.add({ truncate: "connection" });
  expect(await (await raise()).text()).toBe('{"val');
  await expect((async () => (await raise()).text())()).rejects.toThrow();
  expect(now()).toBe(2);
});

test("hits the nth of the calls that match, and as many as it is told", async () => {
  const { faults, call, raise } = await openCounter();
  await faults.add({ kind: "raise", path: "^/val", nth: 2, times: 2, status: 500 });
  const statuses: number[] = [];
  for (let index = 0; index < 5; index++) {
    await call();
    statuses.push((await raise()).status);
  }
  expect(statuses).toEqual([200, 500, 500, 200, 200]);
  expect(await faults.list()).toMatchObject([{ hit: 2 }]);
});

test("hits at random, the same calls for the same seed", async () => {
  const runs = await Promise.all(
    [1, 2].map(async () => {
      const { faults, call } = await openCounter();
      await faults.add({ probability: 0.3, seed: 7, status: 500 });
      const statuses: number[] = [];
      for (let index = 0; index < 60; index++) statuses.push((await call()).status);
      return statuses;
    }),
  );
  expect(runs[0]).toEqual(runs[1]);
  const failed = runs[0]?.filter((status) => status === 500).length;
  expect(failed).toBeGreaterThan(8);
  expect(failed).toBeLessThan(30);
});

test("holds a call until it is released", async () => {
  const { faults, raise, now } = await openCounter();
  const held = await faults.hold({ kind: "write" });
  const answered = raise();
  await held.arrived;
  expect(now()).toBe(0);
  await held.release();
  expect((await answered).status).toBe(200);
  const heldAfter = await faults.hold({ kind: "write" }, "after");
  const second = raise();
  await heldAfter.arrived;
  expect(now()).toBe(2);
  await heldAfter.release();
  expect((await second).status).toBe(200);
});

test("is told of faults over HTTP, and answers what is wrong with them", async () => {
  const { call, raise } = await openCounter();
  const tell = (body: unknown) =>
    call("/__simulator/faults", { method: "POST", body: JSON.stringify(body) });
  expect((await tell({ status: 418, nonsense: true })).status).toBe(400);
  const { ids } = (await (await tell({ kind: "write", hold: true })).json()) as { ids: string[] };
  const answered = raise();
  await call(`/__simulator/faults/${ids[0]}/arrived`);
  await call("/__simulator/release", { method: "POST", body: JSON.stringify({ id: ids[0] }) });
  expect((await answered).status).toBe(200);
  await tell([{ status: 500 }, { status: 501 }]);
  expect((await raise()).status).toBe(500);
  await call("/__simulator/faults", { method: "DELETE" });
  expect((await raise()).status).toBe(200);
  const page = (await (await call("/__simulator/books?since=2")).json()) as { calls: unknown[] };
  expect(page.calls).toMatchObject([{ status: 200, method: "POST", path: "/value" }]);
});

test("delays every call", async () => {
  const { faults, call } = await openCounter();
  await faults.delay(40);
  const before = performance.now();
  await call();
  expect(performance.now() - before).toBeGreaterThan(35);
});

test("starts again on its port after a stop", async () => {
  const { server, raise } = await openCounter();
  const { url } = server;
  await raise();
  await server.stop();
  await expect(raise()).rejects.toThrow();
  await server.start();
  expect(server.url).toBe(url);
  expect(await (await raise()).json()).toEqual({ value: 2 });
});

test("stops at once, whatever waits: what was held or slow is never done", async () => {
  const { faults, server, raise, now } = await openCounter();
  const held = await faults.hold({ kind: "write" });
  await faults.add({ kind: "write", slowMs: 600_000 });
  const calls = [raise(), raise()].map((call) => call.catch(() => "cut off"));
  await held.arrived;
  await server.stop();
  expect(await Promise.all(calls)).toEqual(["cut off", "cut off"]);
  await held.release();
  expect(now()).toBe(0);
});
