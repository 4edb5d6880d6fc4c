import { totalSpec } from "@fieldwork/budget";
import { createMemoryBudget } from "@fieldwork/budget/testing";
import type { NanoUsd } from "@fieldwork/contracts";
import { createInProcessAdmission } from "@fieldwork/limits";
import { testLogger } from "@fieldwork/runtime/testing";
import { createModelLayer } from "../../generate.ts";
import type { GenerateRequest } from "../../model-layer.ts";
import { fenceFields } from "../../render-input.ts";
import type { DeclaredPrice } from "../model-price.ts";
import { createPrices } from "../prices.ts";
import type { InvoiceVoice } from "./invoice-voices.ts";

/** What a vendor replies to one request: a body, events, or events that end too early. */
export type InvoicedReply =
  | { status?: number; body: object }
  | { events: readonly object[] }
  | { cutAfter: readonly object[]; how: "closed" | "broken" };

export interface InvoicedCall {
  /** What each attempt was charged, in order. */
  charged: readonly NanoUsd[];
  /** What the budget stands at afterwards. */
  total: NanoUsd;
  /** What the caller is told that its answer cost; undefined without an answer. */
  toldNanoUsd: NanoUsd | undefined;
  /** Of the requests, in order. */
  bodyBytes: readonly number[];
  outcomes: readonly string[];
}

/** A server by Chat Completions whose price stands in no list: 110 and 340 nano-USD, cached 55. */
const declared: readonly DeclaredPrice[] = [
  {
    ...{ provider: "groq", model: "*" },
    price: {
      ...{ inputPicoUsd: 110_000n, cachedInputPicoUsd: 55_000n },
      ...{ cacheWritePicoUsd: 110_000n, outputPicoUsd: 340_000n },
    },
  },
];

export const fields = { description: "Pumps for mines." };
export const maxOutputTokens = 100;

/** One logical call to a vendor that replies so, in the order given, and what it was charged. */
export async function invoicedCall(
  voice: InvoiceVoice,
  replies: readonly InvoicedReply[],
  more: Partial<GenerateRequest> = {},
): Promise<InvoicedCall> {
  const bodyBytes: number[] = [];
  const provider = voice.open(async (input, init) => {
    const body = input instanceof Request ? await input.text() : String(init?.body);
    const reply = replies[bodyBytes.length];
    bodyBytes.push(Buffer.byteLength(body));
    if (!reply) throw new Error("it is asked more often than it has replies");
    return responseOf(reply);
  });
  const budget = createMemoryBudget([totalSpec(10n ** 15n)]);
  const layer = createModelLayer({
    providers: new Map([[provider.name, provider]]),
    ...{ prices: createPrices({ declared }), budget, logger: testLogger() },
    admission: createInProcessAdmission({ limits: {} }),
  });
  const outputs = [
    {
      name: "summary",
      field: "ai_summary",
      label: "Summary",
      type: "text",
      maxChars: 300,
    } as const,
  ];
  const call = layer.generate(
    {
      ...{ callId: "call", workId: null, wantedBy: ["live"], purpose: "preflight", outputs },
      ...{ task: "profile", instructions: "Say what it does.", input: fenceFields(fields), fields },
      // On a busy machine the vendor's SDK takes seconds to load.
      ...{ route: [voice.model], maxOutputTokens, deadlineMs: 60_000, attemptTimeoutMs: 15_000 },
      ...{ connection: null, workClass: "live", beforeSend: async () => undefined },
      // So that it is asked to stream.
      ...(replies.some((one) => !("body" in one)) && { chunkTimeoutMs: 3000 }),
      ...more,
    },
    new AbortController().signal,
  );
  const answered = await call.catch(() => undefined);
  const { calls } = budget;
  return {
    charged: calls.map((one) => one.settlement?.costNanoUsd ?? one.amountNanoUsd),
    ...{ total: budget.charged("total"), toldNanoUsd: answered?.costNanoUsd, bodyBytes },
    outcomes: calls.map((one) => one.settlement?.outcome ?? "unsettled"),
  };
}

function responseOf(reply: InvoicedReply): Response {
  if ("body" in reply) {
    const headers = { "content-type": "application/json" };
    return new Response(JSON.stringify(reply.body), { status: reply.status ?? 200, headers });
  }
  const events = "events" in reply ? reply.events : reply.cutAfter;
  const text = events.map(toEvent).join("");
  const isBroken = "how" in reply && reply.how === "broken";
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      if (!isBroken) controller.close();
    },
    pull(controller) {
      controller.error(new TypeError("terminated"));
    },
  });
  return new Response(stream, { headers: { "content-type": "text/event-stream" } });
}

function toEvent(event: object): string {
  const name = "type" in event ? `event: ${String(event.type)}\n` : "";
  return `${name}data: ${JSON.stringify(event)}\n\n`;
}
