import { AppError } from "@fieldwork/runtime";
import { z } from "zod";

/** What a vendor says that one model cost on one day of UTC. */
export interface BilledLine {
  /** Such as `2026-11-26`. */
  day: string;
  /** Null where the vendor names none. */
  model: string | null;
  nanoUsd: bigint;
}

/** OpenAI's costs: `GET /v1/organization/costs?group_by=line_item`; times in seconds, amounts in US dollars. */
const openaiCosts = z.object({
  data: z.array(
    z.object({
      start_time: z.number(),
      results: z.array(
        z.object({
          amount: z.object({ value: z.union([z.number(), z.string()]), currency: z.string() }),
          line_item: z.string().nullish(),
        }),
      ),
    }),
  ),
});

/** Anthropic's cost report: `GET /v1/organizations/cost_report?group_by[]=description`; amounts in cents, as text. */
const anthropicCosts = z.object({
  data: z.array(
    z.object({
      starting_at: z.string(),
      results: z.array(
        z.object({
          amount: z.string(),
          currency: z.string().default("USD"),
          model: z.string().nullish(),
          description: z.string().nullish(),
        }),
      ),
    }),
  ),
});

/**
 * A vendor's own account of what it bills, by day and model: its costs API's reply as JSON, or the table that its
 * console exports as CSV. Pure.
 *
 * @throws AppError `request_invalid`, saying what cannot be read.
 */
export function readBill(text: string): BilledLine[] {
  const lines = text.trimStart().startsWith("{") ? linesOfJson(text) : linesOfCsv(text);
  if (lines.length === 0) throw unreadable("it lists no costs");
  return sumUp(lines);
}

function linesOfJson(text: string): BilledLine[] {
  const body = parseJson(text);
  const openai = openaiCosts.safeParse(body);
  if (openai.success) {
    return openai.data.data.flatMap(({ start_time, results }) =>
      results.map(({ amount, line_item }) => ({
        day: dayOf(new Date(start_time * 1000)),
        model: modelOf(line_item),
        nanoUsd: inUsd(amount.currency, decimal(String(amount.value), 9)),
      })),
    );
  }
  const anthropic = anthropicCosts.safeParse(body);
  if (!anthropic.success) throw unreadable("it is neither OpenAI's costs nor Anthropic's report");
  return anthropic.data.data.flatMap(({ starting_at, results }) =>
    results.map(({ amount, currency, model, description }) => ({
      day: dayOf(new Date(starting_at)),
      model: modelOf(model ?? description),
      nanoUsd: inUsd(currency, decimal(amount, 7)),
    })),
  );
}

const columns = {
  day: ["day", "date", "usage_date_utc", "start_time_iso", "starting_at"],
  model: ["model", "line_item"],
  usd: ["usd", "cost_usd", "amount_value"],
} as const;

function linesOfCsv(text: string): BilledLine[] {
  const [head = [], ...rows] = text.split(/\r?\n/).filter(Boolean).map(cellsOf);
  const names = head.map((name) => name.trim().toLowerCase());
  const at = (of: keyof typeof columns) => names.findIndex((name) => isOneOf(columns[of], name));
  const [day, model, usd] = [at("day"), at("model"), at("usd")];
  if (day < 0 || usd < 0) {
    throw unreadable(
      `its first line must name a day (${columns.day.join(", ")}) and a cost (${columns.usd.join(", ")})`,
    );
  }
  return rows.map((row) => ({
    day: dayOf(timeIn(row[day] ?? "")),
    model: model < 0 ? null : modelOf(row[model]),
    nanoUsd: decimal(row[usd] ?? "", 9),
  }));
}

function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name);
}

function cellsOf(line: string): string[] {
  // With a comma before each cell: an empty one at the beginning would match nothing, and the next be skipped.
  const cells = `,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return [...cells].map(([, quoted, plain = ""]) => quoted?.replaceAll('""', '"') ?? plain);
}

/** `gpt-6-luna, input` is what its input cost. */
function modelOf(item: string | null | undefined): string | null {
  const model = item?.split(",")[0]?.trim() ?? "";
  return model === "" ? null : model;
}

/** In units of ten to the minus `digits`, rounded to the nearest. Vendors add up fractions of a nano-USD. */
function decimal(text: string, digits: number): bigint {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^\s*(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?\s*$/i.exec(text) ?? [];
  if (whole === "") throw unreadable(`${JSON.stringify(text)} is not an amount`);
  const shift = digits + Number(exponent) - fraction.length;
  const amount = BigInt(`${sign}${whole}${fraction}`);
  if (shift >= 0) return amount * 10n ** BigInt(shift);
  const unit = 10n ** BigInt(-shift);
  const half = (amount < 0n ? -unit : unit) / 2n;
  return (amount + half) / unit;
}

function inUsd(currency: string, nanoUsd: bigint): bigint {
  if (currency.toLowerCase() === "usd") return nanoUsd;
  throw unreadable(`it is in ${currency}, and only US dollars can be compared`);
}

const hasZone = /:\d\d(?:\.\d+)? ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d)$/i;

/** Without a zone it is UTC, as vendors bill, and not that of whoever reads it. */
function timeIn(text: string): Date {
  const given = text.trim();
  if (hasZone.test(given)) return new Date(given);
  return new Date(given + (/\dT\d/.test(given) ? "Z" : " UTC"));
}

function dayOf(time: Date): string {
  if (Number.isNaN(time.getTime())) throw unreadable("one of its days is no date");
  return time.toISOString().slice(0, 10);
}

function sumUp(lines: readonly BilledLine[]): BilledLine[] {
  const sums = new Map<string, BilledLine>();
  for (const line of lines) {
    const key = `${line.day} ${line.model}`;
    const before = sums.get(key)?.nanoUsd ?? 0n;
    sums.set(key, { ...line, nanoUsd: before + line.nanoUsd });
  }
  return [...sums.values()].toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable("it begins like JSON, and is none", cause);
  }
}

function unreadable(why: string, cause?: unknown): AppError {
  return new AppError(`the bill cannot be read: ${why}`, {
    ...{ code: "request_invalid", retryable: false, cause },
  });
}
