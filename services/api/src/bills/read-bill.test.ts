import { expect, onTestFinished, test, vi } from "vitest";
import { readBill } from "./read-bill.ts";

const day = (from: string) => Date.parse(`${from}T00:00:00Z`) / 1000;

test("OpenAI's costs are summed up by day and model, from line items in US dollars", () => {
  const costs = {
    object: "page",
    data: [
      {
        ...{ object: "bucket", start_time: day("2026-11-25"), end_time: day("2026-11-26") },
        results: [
          { amount: { value: 0.06, currency: "usd" }, line_item: "gpt-6-luna-2026-05-01, input" },
          {
            amount: { value: 1.5e-7, currency: "usd" },
            line_item: "gpt-6-luna-2026-05-01, output",
          },
          { amount: { value: "0.25", currency: "usd" }, line_item: null, project_id: null },
        ],
      },
      { start_time: day("2026-11-26"), end_time: day("2026-11-27"), results: [] },
    ],
    ...{ has_more: false, next_page: null },
  };
  expect(readBill(JSON.stringify(costs))).toEqual([
    { day: "2026-11-25", model: "gpt-6-luna-2026-05-01", nanoUsd: 60_000_150n },
    { day: "2026-11-25", model: null, nanoUsd: 250_000_000n },
  ]);
});

test("Anthropic's cost report is in cents, as text, with more digits than a nano-USD has", () => {
  const report = {
    data: [
      {
        ...{ starting_at: "2026-11-25T00:00:00Z", ending_at: "2026-11-26T00:00:00Z" },
        results: [
          { currency: "USD", amount: "123.78912", model: "claude-haiku-5-5", cost_type: "tokens" },
          { currency: "USD", amount: "0.00000006", model: "claude-haiku-5-5" },
          { currency: "USD", amount: "10", model: null, description: "Web Search Usage" },
        ],
      },
    ],
    ...{ has_more: false, next_page: null },
  };
  expect(readBill(JSON.stringify(report))).toEqual([
    { day: "2026-11-25", model: "claude-haiku-5-5", nanoUsd: 1_237_891_201n },
    { day: "2026-11-25", model: "Web Search Usage", nanoUsd: 100_000_000n },
  ]);
});

test("a table is read by the names of its columns, in whatever order they stand", () => {
  const table =
    'cost_usd,workspace,model,usage_date_utc\r\n0.5,"a, ""b""",m-1,2026-11-25\n1,,m-1,2026-11-25\n';
  expect(readBill(table)).toEqual([{ day: "2026-11-25", model: "m-1", nanoUsd: 1_500_000_000n }]);
  expect(readBill("date,usd\n2026-11-25,-2\n")).toEqual([
    { day: "2026-11-25", model: null, nanoUsd: -2_000_000_000n },
  ]);
});

test.each([
  ["", /first line must name a day/],
  ["date,usd\n", /lists no costs/],
  ["date,usd\n2026-11-25,much\n", /"much" is not an amount/],
  ["date,usd\nlately,1\n", /no date/],
  ["{", /is none/],
  ['{"rows":[]}', /neither OpenAI's costs nor Anthropic's/],
  [
    '{"data":[{"start_time":1,"results":[{"amount":{"value":1,"currency":"eur"}}]}]}',
    /only US dollars/,
  ],
])("what cannot be read is said: %j", (text, problem) => {
  expect(() => readBill(text)).toThrow(problem);
});

test("a first cell that is empty stays the first", () => {
  const text = "model,day,usd,region\n,2026-11-25,1.5,3\ngpt,2026-11-25,2,3\n";
  expect(readBill(text)).toEqual([
    { day: "2026-11-25", model: null, nanoUsd: 1_500_000_000n },
    { day: "2026-11-25", model: "gpt", nanoUsd: 2_000_000_000n },
  ]);
});

test.each(["Europe/Berlin", "America/New_York"])(
  "a day is the vendor's wherever it is read: %s",
  (zone) => {
    vi.stubEnv("TZ", zone);
    onTestFinished(() => void vi.unstubAllEnvs());
    const written = [
      ...["2026-11-25", "2026-11-25 00:00:00", "2026-11-25T00:00:00", "11/25/2026", "11-25-2026"],
      ...["2026-11-25T00:00:00Z", "2026-11-25T00:00:00.000+00:00", "2026-11-25 00:00:00 UTC"],
    ];
    for (const at of written)
      expect([at, readBill(`date,cost_usd\n${at},1\n`)[0]?.day]).toEqual([at, "2026-11-25"]);
  },
);
