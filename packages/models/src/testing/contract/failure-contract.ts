import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ProviderError } from "../../provider-error.ts";
import { expectWellFormed } from "./answer-contract.ts";
import {
  ask,
  eventsOf,
  failureOf,
  type OpenedAtVendor,
  openAtVendor,
  openByEntry,
  questionOf,
  trialHeader,
  trialKey,
} from "./open-trial.ts";
import type {
  ProviderTrial,
  ToldFailure,
  TrialVendor,
  VendorReason,
  VendorTrial,
} from "./provider-trial.ts";
import type { Asked, Delivery } from "./relay.ts";

/** What a vendor says of its own failures. */
export function describeFailures<Vendor extends TrialVendor>(
  trial: ProviderTrial<Vendor>,
  vendorTrial: VendorTrial<Vendor>,
): void {
  const open = () => openAtVendor(trial, vendorTrial);
  const asked = questionOf(trial.model);

  describe("says whose failure it is:", () => {
    type Failures = [VendorReason, readonly ToldFailure<Vendor>[]][];
    for (const [reason, failures] of Object.entries(vendorTrial.failures) as Failures) {
      for (const { of, tell, outcome, waitMs, tellsUsage } of failures) {
        test(`${itemOf(reason)}${of} is ${reason}, ${outcome}`, async () => {
          const { provider, vendor, relay } = await open();
          await tell(vendor, relay);
          const error = await failureOf(ask(provider, asked));
          const asOf = { provider: trial.kind.name, model: trial.model };
          expect(error).toMatchObject({ ...asOf, reason, outcome });
          expect(error.retryAfterMs).toBe(waitMs);
          expect(error.usage).toEqual(
            tellsUsage ? expect.objectContaining(await vendor.counted()) : null,
          );
          expect(relay.asked).toHaveLength(1);
          // What it refused concerns no other call.
          expect((await ask(provider, asked)).finishReason).toBe("stop");
        });
      }
    }
  });
}

/** Of the checklist: that it waits as long as it is asked to, and that nothing waits for money. */
function itemOf(reason: VendorReason): string {
  if (reason === "rate-limited") return "models-15: ";
  return reason === "quota" ? "models-18: " : "";
}

/** Whatever comes back, and however little of it. */
export function describeBrokenReplies<Vendor extends TrialVendor>(
  trial: ProviderTrial<Vendor>,
  vendorTrial: VendorTrial<Vendor>,
): void {
  const open = () => openAtVendor(trial, vendorTrial);
  const asked = questionOf(trial.model);

  test.each([408, 409, 429, 500, 502, 503, 504, 529])(
    "models-16: a call that is answered with %i is sent once, and never again by the SDK",
    async (status) => {
      const { provider, relay } = await open();
      const body = () => '{"error":{"message":"Later."}}';
      relay.deliver({ kind: "replaced", status, contentType: json, body });
      await failureOf(ask(provider, asked));
      expect(relay.asked).toHaveLength(1);
    },
  );

  test("a vendor that is not there was sent nothing", async () => {
    const { provider, relay } = await open();
    await relay.stop();
    expect(await failureOf(ask(provider, asked))).toMatchObject({
      ...{ reason: "unreachable", outcome: "not-sent", usage: null },
    });
  });

  test.each(["cut", "ended"] as const)(
    "a reply that is %s anywhere is no shorter answer, and may have cost something",
    async (kind) => {
      const { provider, relay } = await open();
      const { text } = await ask(provider, asked);
      for (const share of [0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.995, 0.999]) {
        relay.deliver({ kind, share });
        const end = await endOf(ask(provider, asked));
        if (end instanceof ProviderError) expect(end.outcome, `${share}`).toBe("unknown");
        else expect(end.text, `${share}`).toBe(text);
      }
    },
  );

  test("a reply of success that is not in the vendor's form is no answer, and may have cost something", async () => {
    const { provider, relay } = await open();
    for (const [contentType, body] of foreignBodies) {
      relay.deliver({ kind: "replaced", status: 200, contentType, body: () => body });
      const error = await failureOf(ask(provider, asked));
      expect(error, body.slice(0, 80)).toMatchObject({ outcome: "unknown" });
    }
  });

  test("models-53: whatever comes back with whatever status is an answer or a ProviderError", async () => {
    const { provider, relay } = await open();
    await fc.assert(
      fc.asyncProperty(anyReply, async ({ status, contentType, body }) => {
        relay.deliver({ kind: "replaced", status, contentType, body: () => body });
        const end = await endOf(eventsOf(provider, asked));
        if (!(end instanceof ProviderError)) expectWellFormed(end);
      }),
      { numRuns: 60 },
    );
  });
}

/** Whoever repeats them. */
export function describeSecrets<Vendor extends TrialVendor>(
  trial: ProviderTrial<Vendor>,
  vendorTrial: VendorTrial<Vendor>,
): void {
  const open = () => openAtVendor(trial, vendorTrial);
  const asked = questionOf(trial.model);

  test.each(leaks)("models-60: no secret stands in the error of $of", async ({ delivery }) => {
    const { provider, relay } = await openByEntry(trial, vendorTrial);
    relay.deliver(delivery);
    expectNoSecret(await failureOf(ask(provider, asked)));
  });

  test("models-60: no secret stands in the error of a vendor that is not there, or of what it fails", async () => {
    const { provider, relay } = await open();
    await relay.stop();
    expectNoSecret(await failureOf(ask(provider, asked)));
    for (const { tell } of Object.values(vendorTrial.failures).flat()) {
      const one: OpenedAtVendor<Vendor> = await open();
      await tell(one.vendor, one.relay);
      expectNoSecret(await failureOf(ask(one.provider, asked)));
    }
  });
}

function expectNoSecret(error: ProviderError): void {
  const { message, stack, signature, details } = error;
  const shown = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true });
  const told = `${message} ${stack} ${signature} ${JSON.stringify(details)} ${shown}`;
  for (const secret of [trialKey, trialHeader]) {
    expect(told.includes(secret), "a secret stands in it").toBe(false);
  }
}

/** What a call comes to; anything thrown but a ProviderError fails the test. */
async function endOf<T>(call: Promise<T>): Promise<T | ProviderError> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return error;
  }
}

const json = "application/json";
const stream = "text/event-stream";
const page = "<html><head><title>Sign in</title></head><body>Please sign in.</body></html>";

const foreignBodies: readonly (readonly [contentType: string, body: string])[] = [
  ...["", " ", "{}", "[]", "null", "true", "0", '"text"', '{"a":', "[{}]", "\u0000"].map(
    (body) => [json, body] as const,
  ),
  ["text/html", page],
  [json, page],
  ["text/plain", "upstream connect error"],
  ...["", ":\n\n", "data: \n\n", "data: {}\n\n", "event: ping\n\n", "data: [DONE]\n\n"].map(
    (body) => [stream, body] as const,
  ),
  [stream, `data: ${page}\n\n`],
];

const anyReply = fc.record({
  status: fc.constantFrom(200, 200, 200, 201, 301, 400, 401, 403, 404, 422, 429, 500, 503, 529),
  contentType: fc.constantFrom(json, stream, "text/html", ""),
  body: fc.oneof(
    fc.json({ maxDepth: 4 }),
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.array(fc.json({ maxDepth: 3 }), { maxLength: 4 }).map(asEvents),
    fc.jsonValue({ maxDepth: 3 }).map((error) => JSON.stringify({ type: "error", error })),
  ),
});

function asEvents(bodies: readonly string[]): string {
  return bodies.map((body) => `data: ${body}\n\n`).join("");
}

/** Repeats all that it was sent, and the secrets once more in words that no filter knows. */
function quoted({ path, headers }: Asked): string {
  return `No such key: ${trialKey} ${trialHeader} ${path} ${JSON.stringify(headers)}`;
}

const quotes: readonly (readonly [as: string, contentType: string, (asked: Asked) => string])[] = [
  ["text", "text/plain", quoted],
  ["a page", "text/html", (asked) => `<p>${quoted(asked)}</p>`],
  ["an error", json, (asked) => JSON.stringify({ error: { message: quoted(asked), type: "x" } })],
  ["a code", json, (asked) => JSON.stringify({ code: quoted(asked), detail: [quoted(asked)] })],
  [
    "an event",
    stream,
    (asked) =>
      `event: error\n${asEvents([JSON.stringify({ type: "error", error: { message: quoted(asked) } })])}`,
  ],
];

const leaks: readonly { of: string; delivery: Delivery }[] = [
  ...[200, 400, 401, 403, 429, 500].flatMap((status) =>
    quotes.map(([as, contentType, body]) => ({
      of: `a vendor that repeats the request with ${status} as ${as}`,
      delivery: { kind: "replaced", status, contentType, body } as const,
    })),
  ),
  { of: "a reply that is cut", delivery: { kind: "cut", share: 0.5 } },
];
