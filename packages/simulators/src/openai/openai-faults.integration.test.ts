import OpenAI from "openai";
import { describe, expect, test } from "vitest";
import { openSimulated as open, problemsWith, refusedCall } from "./open-simulated-openai.ts";

const invalid = "invalid_request_error";

describe.each(["respond", "chat"] as const)("simulated OpenAI, told to fail, by %s", (endpoint) => {
  test.each([
    [{ status: 400 }, null, invalid],
    [{ status: 400, reason: "context_length_exceeded" }, "context_length_exceeded", invalid],
    [{ status: 401 }, "invalid_api_key", invalid],
    [{ status: 403 }, "unsupported_country_region_territory", invalid],
    [{ status: 404 }, "model_not_found", invalid],
    [{ status: 429, retryAfterS: 2 }, "rate_limit_exceeded", "requests"],
    [{ status: 429, reason: "tokens" }, "rate_limit_exceeded", "tokens"],
    [{ status: 429, reason: "insufficient_quota" }, "insufficient_quota", "insufficient_quota"],
    [{ status: 500 }, null, "server_error"],
    [{ status: 503 }, null, "server_error"],
    [{ status: 529 }, null, "server_error"],
  ])("refuses with %j in OpenAI's words, and charges nothing", async (fault, code, type) => {
    const { simulator, [endpoint]: call } = await open();
    await simulator.faults.add(fault);
    const error = await refusedCall(() => call());
    expect(error).toMatchObject({ status: fault.status, code, type });
    expect(problemsWith("ErrorResponse", { error: error.error })).toEqual([]);
    expect(error.requestID).toMatch(/^req_/);
    if ("retryAfterS" in fault) {
      expect(error.headers?.get("retry-after")).toBe("2");
      expect(error.headers?.get("retry-after-ms")).toBe("2000");
    }
    expect(await simulator.usage()).toEqual({});
    const { calls } = await simulator.books.read();
    expect(calls).toMatchObject([{ status: fault.status, caller: "integration" }]);
  });

  test("answers with a page instead, refusing or not", async () => {
    const { simulator, [endpoint]: call } = await open();
    await simulator.faults.add({ status: 502, as: "html" });
    expect(await refusedCall(() => call())).toMatchObject({ status: 502, code: undefined });
    await simulator.misbehave("html");
    const page = await call().asResponse();
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html"]);
    expect(await page.text()).toContain("<html>");
    await simulator.misbehave("error-body");
    const told = await call().asResponse();
    expect(told.status).toBe(200);
    expect(problemsWith("ErrorResponse", await told.json())).toEqual([]);
  });

  test.each([
    ["before", 0],
    ["after", 1],
  ] as const)(
    "resets the connection %s the call, which costs accordingly",
    async (phase, calls) => {
      const { simulator, [endpoint]: call } = await open();
      await simulator.faults.add({ reset: phase });
      await expect(call()).rejects.toThrow(OpenAI.APIConnectionError);
      expect((await simulator.repeatedInputs()).distinct).toBe(calls);
      await call();
      const { repeated } = await simulator.repeatedInputs();
      expect(repeated.map((one) => one.calls)).toEqual(calls === 0 ? [] : [2]);
      expect((await simulator.books.read()).calls.map(({ status }) => status)).toEqual([null, 200]);
    },
  );

  test.each(["body", "connection"] as const)("cuts the %s off, and charges", async (truncate) => {
    const { simulator, [endpoint]: call } = await open();
    await simulator.faults.add({ truncate });
    await expect(call()).rejects.toThrow();
    expect(Object.values(await simulator.usage())).toMatchObject([{ calls: 1 }]);
  });

  test("charges for an answer that comes too late", async () => {
    const { simulator, [endpoint]: call } = await open();
    await simulator.faults.add({ slowMs: 5000, phase: "after" });
    const signal = AbortSignal.timeout(100);
    await expect(Promise.race([call(), rejectOn(signal)])).rejects.toThrow(/timeout/i);
    expect(Object.values(await simulator.usage())).toMatchObject([{ calls: 1 }]);
  });

  test("holds calls till they are released, and counts them as under way", async () => {
    const { simulator, [endpoint]: call } = await open();
    const held = await simulator.faults.hold({ times: 2 });
    const calls = [call(), call()];
    await held.arrived;
    expect((await simulator.books.read()).calls).toEqual([]);
    await expect.poll(async () => (await simulator.faults.list())[0]?.hit).toBe(2);
    expect(Object.values(await simulator.usage())).toMatchObject([
      { calls: 0, peakConcurrency: 2 },
    ]);
    await held.release();
    await Promise.all(calls);
    expect(Object.values(await simulator.usage())).toMatchObject([
      { calls: 2, peakConcurrency: 2 },
    ]);
  });
});

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}

describe("simulated OpenAI, misbehaving when asked by a function", () => {
  test("answers badly only what it picks, so many times, till it is taken back", async () => {
    const { simulator, respond } = await open();
    const about = async (input: string) => (await respond({ input })).output_text;
    simulator.misbehaveWhen("empty", ({ userTexts }) => userTexts.join().includes("Beta"), 1);
    expect(await about("Alpha sells pumps.")).not.toBe("");
    expect(await about("Beta sells pumps.")).toBe("");
    expect(await about("Beta sells pumps.")).not.toBe("");
    const takeBack = simulator.misbehaveWhen("prose", ({ model }) => model === "gpt-6-luna");
    expect(await about("Alpha sells pumps.")).not.toContain("{");
    expect(await about("Gamma sells pumps.")).not.toContain("{");
    takeBack();
    expect(await about("Gamma sells pumps.")).toContain("{");
  });

  test("does not spend a misbehaviour on a call that is no question", async () => {
    const { simulator, client, respond } = await open();
    await simulator.misbehave("empty");
    await client.models.list();
    expect((await respond()).output_text).toBe("");
  });
});
