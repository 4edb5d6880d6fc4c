import { describe, expect, test } from "vitest";
import { type InvoiceVoice, invoiceVoices } from "./testing/invoice-voices.ts";
import { fields, invoicedCall } from "./testing/invoiced-call.ts";

/** Two replies of a vendor in its own words, and what they cost: in pico-USD, rounded up to nano-USD. */
interface Invoice {
  voice: InvoiceVoice;
  first: object;
  firstNanoUsd: bigint;
  second: object;
  secondNanoUsd: bigint;
  /** What a reply of which nobody knows the end is charged, by the bytes of its request. */
  reservedNanoUsd(bodyBytes: number): bigint;
}

/** Up to a whole nano-USD. */
const nano = (picoUsd: bigint) => (picoUsd + 999n) / 1000n;

const invoices: Record<string, Invoice> = {
  "OpenAI's Responses": {
    voice: invoiceVoices.responses,
    // (901 - 200 - 100) × 100,000 + 200 × 10,000 + 100 × 125,000 + 21 × 500,000
    //   = 60,100,000 + 2,000,000 + 12,500,000 + 10,500,000 = 85,100,000; reasoning is in the output
    first: {
      ...{ input_tokens: 901, output_tokens: 21, total_tokens: 922 },
      input_tokens_details: { cached_tokens: 200, cache_write_tokens: 100 },
      output_tokens_details: { reasoning_tokens: 8 },
    },
    firstNanoUsd: 85_100n,
    // (1001 - 901) × 100,000 + 901 × 10,000 + 7 × 500,000 = 10,000,000 + 9,010,000 + 3,500,000
    second: {
      ...{ input_tokens: 1001, output_tokens: 7, total_tokens: 1008 },
      input_tokens_details: { cached_tokens: 901 },
    },
    secondNanoUsd: 22_510n,
    // The priority tier, all of it written to the cache: 250,000 a byte; 100 × 1,000,000 of output
    reservedNanoUsd: (bytes) => nano(BigInt(bytes + 512) * 250_000n + 100_000_000n),
  },
  "a server by Chat Completions": {
    voice: invoiceVoices.chat,
    // (333 - 32) × 110,000 + 32 × 55,000 + 15 × 340,000 = 33,110,000 + 1,760,000 + 5,100,000
    first: {
      ...{ prompt_tokens: 333, completion_tokens: 15, total_tokens: 348 },
      prompt_tokens_details: { cached_tokens: 32 },
      completion_tokens_details: { reasoning_tokens: 4 },
    },
    firstNanoUsd: 39_970n,
    // 401 × 110,000 + 9 × 340,000 = 44,110,000 + 3,060,000
    second: { prompt_tokens: 401, completion_tokens: 9, total_tokens: 410 },
    secondNanoUsd: 47_170n,
    // 110,000 a byte; 100 × 340,000 of output
    reservedNanoUsd: (bytes) => nano(BigInt(bytes + 512) * 110_000n + 34_000_000n),
  },
  "Anthropic's Messages": {
    voice: invoiceVoices.anthropic,
    // 101 × 100,000 + 50 × 10,000 + 30 × 125,000 + 20 × 200,000 + 11 × 500,000
    //   = 10,100,000 + 500,000 + 3,750,000 + 4,000,000 + 5,500,000 = 23,850,000
    first: {
      ...{ input_tokens: 101, output_tokens: 11, inference_geo: "global" },
      ...{ cache_read_input_tokens: 50, cache_creation_input_tokens: 50 },
      cache_creation: { ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 20 },
      output_tokens_details: { thinking_tokens: 6 },
    },
    firstNanoUsd: 23_850n,
    // (77 × 100,000 + 100 × 10,000 + 3 × 500,000) × 1.1 = 10,200,000 × 1.1 = 11,220,000
    second: {
      ...{ input_tokens: 77, output_tokens: 3, inference_geo: "us" },
      cache_read_input_tokens: 100,
    },
    secondNanoUsd: 11_220n,
    // Written for an hour, inside the US: (200,000 a byte + 100 × 500,000 of output) × 1.1
    reservedNanoUsd: (bytes) => nano(((BigInt(bytes + 512) * 200_000n + 50_000_000n) * 11n) / 10n),
  },
  "Google's Gemini": {
    voice: invoiceVoices.gemini,
    // (205 - 64) × 250,000 + 64 × 25,000 + (13 + 20) × 1,500,000 = 35,250,000 + 1,600,000 + 49,500,000
    first: {
      ...{ promptTokenCount: 205, cachedContentTokenCount: 64, candidatesTokenCount: 13 },
      ...{ thoughtsTokenCount: 20, totalTokenCount: 238 },
    },
    firstNanoUsd: 86_350n,
    // 301 × 250,000 + 5 × 1,500,000 = 75,250,000 + 7,500,000
    second: { promptTokenCount: 301, candidatesTokenCount: 5, totalTokenCount: 306 },
    secondNanoUsd: 82_750n,
    // 250,000 a byte; 100 × 1,500,000 of output
    reservedNanoUsd: (bytes) => nano(BigInt(bytes + 512) * 250_000n + 150_000_000n),
  },
  Mistral: {
    voice: invoiceVoices.mistral,
    // (211 - 128) × 150,000 + 128 × 15,000 + 17 × 600,000 = 12,450,000 + 1,920,000 + 10,200,000
    first: {
      ...{ prompt_tokens: 211, completion_tokens: 17, total_tokens: 228 },
      num_cached_tokens: 128,
    },
    firstNanoUsd: 24_570n,
    // 305 × 150,000 + 4 × 600,000 = 45,750,000 + 2,400,000
    second: { prompt_tokens: 305, completion_tokens: 4, total_tokens: 309 },
    secondNanoUsd: 48_150n,
    // 150,000 a byte; 100 × 600,000 of output
    reservedNanoUsd: (bytes) => nano(BigInt(bytes + 512) * 150_000n + 60_000_000n),
  },
};

const answer = JSON.stringify({
  summary: { value: "It makes pumps.", confidence: 0.9, evidence: fields.description },
});

describe.each(Object.entries(invoices))("models-33: an invoice of %s", (_, invoice) => {
  const { voice, first, second, firstNanoUsd, secondNanoUsd, reservedNanoUsd } = invoice;
  const whole = (text: string, ending: "stop" | "refused" | "cut-by-cap", usage: object) => ({
    body: voice.whole(text, ending, usage),
  });

  test("of an answer, whole or streamed", async () => {
    for (const reply of [whole(answer, "stop", first), { events: voice.events(answer, first) }]) {
      const { charged, total } = await invoicedCall(voice, [reply]);
      expect({ charged, total }).toEqual({ charged: [firstNanoUsd], total: firstNanoUsd });
    }
  });

  test("of an answer that had to be repaired", async () => {
    const replies = [whole("It makes pumps.", "stop", first), whole(answer, "stop", second)];
    const { charged, total, toldNanoUsd } = await invoicedCall(voice, replies);
    expect(charged).toEqual([firstNanoUsd, secondNanoUsd]);
    expect({ total, toldNanoUsd }).toEqual({
      total: firstNanoUsd + secondNanoUsd,
      toldNanoUsd: firstNanoUsd + secondNanoUsd,
    });
  });

  test("of an answer that was refused", async () => {
    const { charged, outcomes } = await invoicedCall(voice, [whole("No.", "refused", second)]);
    expect({ charged, outcomes }).toEqual({
      charged: [secondNanoUsd],
      outcomes: ["model_refused"],
    });
  });

  test("of an answer that its cap cut off, and of the one with twice the cap", async () => {
    const replies = [whole('{"summary":', "cut-by-cap", first), whole(answer, "stop", second)];
    const { charged } = await invoicedCall(voice, replies);
    expect(charged).toEqual([firstNanoUsd, secondNanoUsd]);
  });

  test("of a request that was turned away is nothing", async () => {
    const refusal = { status: 400, body: { error: { message: "no", type: "invalid_request" } } };
    const { charged, total } = await invoicedCall(voice, [refusal]);
    expect({ charged, total }).toEqual({ charged: [0n], total: 0n });
  });

  test.each(["closed", "broken"] as const)(
    "of a stream that was cut short is all that was reserved, wherever it was %s",
    async (how) => {
      const events = voice.events(answer, first);
      for (const cut of events.keys()) {
        const reply = { cutAfter: events.slice(0, cut), how };
        const { charged, bodyBytes, total } = await invoicedCall(voice, [reply]);
        // Nothing but the mark of its end is missing.
        const isWhole = charged[0] === firstNanoUsd;
        if (isWhole) expect(cut).toBe(events.length - 1);
        else expect(charged).toEqual([reservedNanoUsd(bodyBytes[0] ?? 0)]);
        expect(total).toBe(charged[0]);
      }
    },
  );
});
