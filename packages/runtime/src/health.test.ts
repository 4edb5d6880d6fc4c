import { expect, test } from "vitest";
import { createHealthServer } from "./health.ts";

test("is alive while it runs, and ready once every check passes, naming those that fail", async () => {
  let isUp = false;
  const health = createHealthServer({
    host: "127.0.0.1",
    port: 0,
    checks: [
      { name: "always", check: async () => undefined },
      {
        name: "database",
        check: async () => {
          if (!isUp) throw new Error("away");
        },
      },
    ],
  });
  await health.start();
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${health.port()}${path}`);
    return { status: response.status, text: await response.text() };
  };
  expect((await get("/livez")).status).toBe(200);
  const unready = await get("/readyz");
  expect(unready.status).toBe(503);
  expect(JSON.parse(unready.text)).toEqual({ ready: false, failed: ["database"] });
  isUp = true;
  expect((await get("/readyz")).status).toBe(200);
  await health.stop();
  await expect(get("/livez")).rejects.toThrow();
});
