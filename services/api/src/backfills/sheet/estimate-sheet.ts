import { type ModelTerms, nanoFromPico, type WritePolicy } from "@fieldwork/contracts";
import type { SheetFigures } from "@fieldwork/contracts/api";
import type {
  MeasuredField,
  MeasuredRecords,
  Room,
  StandingValues,
} from "@fieldwork/store/backfills";
import { type CrmTerms, estimateCrmCalls } from "./estimate-crm-calls.ts";
import { estimateHours } from "./estimate-hours.ts";
import { estimateByWeight, estimateTotal, type Interval } from "./estimate-total.ts";
import { type AnswerShares, estimateValues } from "./estimate-values.ts";

/** Answers to the same question that were paid before, from a sample or the line. */
export interface AskedFigures {
  from: "sample" | "answers";
  calls: readonly { inputTokens: number; outputTokens: number; inputBytes: number }[];
  /** By field. */
  shares: Readonly<Record<string, AnswerShares>>;
}

export interface SheetInput {
  records: MeasuredRecords;
  fields: readonly MeasuredField[];
  policies: Readonly<Record<string, WritePolicy>>;
  /** Of every question, besides the record's fields. */
  questionBytes: number;
  maxOutputTokens: number;
  asked: AskedFigures | undefined;
  terms: ModelTerms & { confirmedAt: Date };
  budgets: readonly Room[];
  crm: CrmTerms | undefined;
  perMinute: number;
  standing: readonly StandingValues[];
  /** How many records each step of the ramp takes; it rests between them for so long. */
  steps: readonly number[];
  restMinutes: number;
}

/** So many say enough: of a sample, which is at random, and of earlier answers, which are as they came. */
const enough = { sample: 5, answers: 100 } as const;
/** More of the answers than this, of all that have ended, and it is no longer what was approved. */
const mostRejectedShare = 0.2;
// English has about four bytes a token, other languages fewer.
const bytesPerToken = { likely: 4, high: 2.5 } as const;

/** What a backfill would do and cost, from what is counted and what was asked before. Pure. */
export function estimateSheet(input: SheetInput): SheetFigures {
  const { records, fields, terms, budgets } = input;
  const calls = records.matched - records.gone - records.unaskable - records.known;
  const writes = calls + records.known;
  const { inputTokens, outputTokens, basis } = estimateTokens(input, calls);
  const nanoUsd = {
    likely: costOf(terms, {
      ...{ inputTokens: inputTokens.likely, outputTokens: outputTokens.likely, addedPercent: 0 },
    }),
    // A host that keeps to one region adds to the price.
    high: costOf(terms, {
      ...{ inputTokens: inputTokens.high, outputTokens: outputTokens.high },
      addedPercent: terms.price?.regionalPercent ?? 0,
    }),
  };
  const crmCalls = estimateCrmCalls({
    ...{ writes: spread(writes, input.steps), perMinute: input.perMinute, crm: input.crm },
  });
  const shares = basis.from === "nothing" ? {} : (input.asked?.shares ?? {});
  return {
    records: {
      ...{ matched: records.matched, gone: records.gone, unaskable: records.unaskable },
      ...{ known: records.known, asked: calls },
    },
    readings: {
      oldestAt: records.oldestReadAt?.toISOString() ?? null,
      medianAt: records.medianReadAt?.toISOString() ?? null,
    },
    values: fields.map((field) =>
      estimateValues(
        field,
        input.policies[field.field] ?? "own-or-empty",
        shares[field.field] ?? {},
      ),
    ),
    ...{ inputTokens, outputTokens, basis, nanoUsd },
    model: { model: terms.model, price: terms.price },
    pricesConfirmedAt: terms.confirmedAt.toISOString(),
    budgets: budgets.map((one) => ({ ...one })),
    crmCalls,
    hours: estimateHours({
      ...{ calls, inputTokens: inputTokens.likely, outputTokens: outputTokens.likely },
      ...{ nanoUsd: nanoUsd.likely, limits: terms.limits, budgets, perMinute: input.perMinute },
      crmCalls,
      ...{ rests: Math.max(0, input.steps.length - 1), restMinutes: input.restMinutes },
    }),
    band: {
      mostNanoUsd: nanoUsd.high,
      mostNanoUsdPerRecord: calls > 0 && nanoUsd.high > 0 ? Math.ceil(nanoUsd.high / calls) : null,
      mostRejectedShare,
    },
    standing: input.standing.map((one) => ({ ...one, values: { ...one.values } })),
  };
}

/** So many of each step, as are of all of them. */
function spread(writes: number, steps: readonly number[]): number[] {
  const all = steps.reduce((total, one) => total + one, 0);
  let [taken, given] = [0, 0];
  return steps.map((one) => {
    taken += one;
    const part = Math.round((writes * taken) / all) - given;
    given += part;
    return part;
  });
}

type Tokens = Pick<SheetFigures, "inputTokens" | "outputTokens" | "basis">;

function estimateTokens(
  { asked, records, questionBytes, maxOutputTokens }: SheetInput,
  calls: number,
): Tokens {
  const bytes = records.inputBytes + calls * questionBytes;
  if (asked && asked.calls.length >= enough[asked.from]) {
    const n = asked.calls.length;
    const measured = asked.calls.map(({ inputTokens: amount, inputBytes }) => {
      return { amount, weight: inputBytes + questionBytes };
    });
    const of = asked.from === "sample" ? "the sample" : "earlier answers";
    const text = `input: bytes of all records that are asked, at the tokens a byte of ${n} calls of ${of}; output: the mean of these calls`;
    return {
      inputTokens: estimateByWeight(measured, { count: calls, weight: bytes }),
      outputTokens: estimateTotal(
        asked.calls.map((one) => one.outputTokens),
        calls,
      ),
      basis: { from: asked.from, n, text },
    };
  }
  const text = `input: bytes of all records that are asked, at ${bytesPerToken.likely} to ${bytesPerToken.high} bytes a token; output: nobody knows, half of the cap of ${maxOutputTokens} tokens to all of it. A sample says more`;
  const cap = calls * maxOutputTokens;
  return {
    inputTokens: byBytes(bytes),
    outputTokens: { likely: Math.ceil(cap / 2), high: cap },
    basis: { from: "nothing", n: asked?.calls.length ?? 0, text },
  };
}

function byBytes(bytes: number): Interval {
  const { likely, high } = bytesPerToken;
  return { likely: Math.ceil(bytes / likely), high: Math.ceil(bytes / high) };
}

interface Used {
  inputTokens: number;
  outputTokens: number;
  addedPercent: number;
}

function costOf({ price }: ModelTerms, used: Used): number {
  if (price === null) return 0;
  const { inputTokens, outputTokens, addedPercent } = used;
  const pico =
    BigInt(inputTokens) * BigInt(price.inputPicoUsd) +
    BigInt(outputTokens) * BigInt(price.outputPicoUsd);
  return Number(
    nanoFromPico((pico * BigInt(Math.round((100 + addedPercent) * 100)) + 9999n) / 10_000n),
  );
}
