import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FinishReason, ModelEvent } from "../../model-provider.ts";
import { fenceFields } from "../../render-input.ts";
import { ask, eventsOf, never, type OpenTrial, openAtVendor, questionOf } from "./open-trial.ts";
import type { ProviderTrial, TrialVendor, TriedKind, VendorTrial } from "./provider-trial.ts";

const anyText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.constantFrom("", "电力".repeat(300), "👩‍💻".repeat(50), '"\\\u2028</record>'),
);

/** What holds of any answer, whoever gives it. */
export function describeAnyAnswer({ model }: TriedKind, open: OpenTrial): void {
  test("models-1: an answer is text, usage and, once and last, a finish", async () => {
    const { provider } = await open();
    expectWellFormed(await eventsOf(provider, questionOf(model)));
  });

  test("a call is weighed before it is sent, the same each time, and not too light", async () => {
    const { provider } = await open();
    fc.assert(
      fc.property(anyText, (description) => {
        const asked = { ...questionOf(model), input: fenceFields({ description }) };
        const { inputTokensAtMost, inputTokensLikely } = provider.prepare(asked);
        expect(provider.prepare(asked)).toMatchObject({ inputTokensAtMost, inputTokensLikely });
        expect(inputTokensLikely).toBeLessThanOrEqual(inputTokensAtMost);
        if (!provider.free) {
          expect(inputTokensAtMost).toBeGreaterThanOrEqual(Buffer.byteLength(asked.input));
        }
      }),
    );
  });
}

/** What holds of a vendor's answers. */
export function describeAnswers<Vendor extends TrialVendor>(
  trial: ProviderTrial<Vendor>,
  vendorTrial: VendorTrial<Vendor>,
): void {
  const open = () => openAtVendor(trial, vendorTrial);
  const asked = questionOf(trial.model);

  test("no vendor counts more input than was weighed, nor is more sent", async () => {
    const { provider, relay, vendor } = await open();
    const repair = { previousText: '{"summary":null}', problems: ["summary: is no object"] };
    await fc.assert(
      fc.asyncProperty(anyText, fc.boolean(), async (description, isRepair) => {
        const input = fenceFields({ description });
        const call = provider.prepare({ ...asked, input, ...(isRepair && { repair }) });
        for await (const _ of call.send(never)) void _;
        const { inputTokens } = await vendor.counted();
        expect(inputTokens).toBeLessThanOrEqual(call.inputTokensAtMost);
        const sent = relay.asked.at(-1)?.body.byteLength;
        expect(sent).toBeLessThanOrEqual(call.inputTokensAtMost);
      }),
      { numRuns: 15 },
    );
  });

  test("models-2: a vendor is asked by its own API", async () => {
    const { provider, relay } = await open();
    await ask(provider, asked);
    await ask(provider, { ...asked, inOnePiece: true });
    for (const { path } of relay.asked) expect(path).toMatch(vendorTrial.path);
  });

  test("what is prepared once is sent alike each time", async () => {
    const { provider, relay } = await open();
    const call = provider.prepare(asked);
    for (const _ of [1, 2]) for await (const event of call.send(never)) void event;
    const [first, second] = relay.asked.map(({ body }) => body.toString());
    expect(first).toBe(second);
  });

  test("tells what was used as the vendor counted it", async () => {
    const { provider, vendor } = await open();
    const { usage } = await ask(provider, asked);
    expect(usage).toMatchObject(await vendor.counted());
  });

  test("the answer comes as it is made, and begins before it is whole", async () => {
    const { provider, relay } = await open();
    relay.deliver({ kind: "stalled", share: 0.6 });
    const stop = new AbortController();
    const begun: ModelEvent[] = [];
    const read = async () => {
      for await (const event of provider.prepare(asked).send(stop.signal)) {
        begun.push(event);
        stop.abort();
      }
    };
    await expect(read()).rejects.toThrow();
    expect(begun[0]).toMatchObject({ kind: "text", text: expect.stringMatching(/./) });
  });

  test.each([1, 2, 3, 5, 64])(
    "models-9: pieces of %i bytes make the same answer as the whole",
    async (bytes) => {
      const { provider, relay } = await open();
      const { text, usage, finishReason } = await ask(provider, asked);
      expect(text).toMatch(/Åre – and/);
      relay.deliver({ kind: "pieces", bytes });
      // What a vendor's cache holds by then costs less.
      const { inputTokens, outputTokens } = usage ?? {};
      expect(await ask(provider, asked)).toMatchObject({
        ...{ text, finishReason },
        usage: { inputTokens, outputTokens },
      });
    },
  );
}

/** How the same answer comes, and what it costs then. */
export function describeSameAnswers<Vendor extends TrialVendor>(
  trial: ProviderTrial<Vendor>,
  vendorTrial: VendorTrial<Vendor>,
): void {
  const open = () => openAtVendor(trial, vendorTrial);
  const asked = questionOf(trial.model);

  test("models-10: an answer in one piece and a streamed one are the same, and so is their usage", async () => {
    const { provider, vendor } = await open();
    const streamed = await ask(provider, asked);
    expect(streamed.usage).toMatchObject(await vendor.counted());
    const whole = await ask(provider, { ...asked, inOnePiece: true });
    expect(whole.usage).toMatchObject(await vendor.counted());
    const { text, finishReason, usage } = streamed;
    expect(whole).toMatchObject({ text, finishReason });
    expect(whole.usage?.outputTokens).toBe(usage?.outputTokens);
    expect(whole.usage?.reasoningTokens).toBe(usage?.reasoningTokens);
  });

  test("models-52: a reply that was kept is read the same when it is played again", async () => {
    const { provider, relay } = await open();
    for (const inOnePiece of [false, true]) {
      let kept = "";
      relay.deliver({ kind: "rewritten", rewrite: (body) => (kept = body) });
      const { text, finishReason, usage } = await ask(provider, { ...asked, inOnePiece });
      const contentType = inOnePiece ? "application/json" : "text/event-stream";
      relay.deliver({ kind: "replaced", status: 200, contentType, body: () => kept });
      const again = await ask(provider, { ...asked, inOnePiece });
      expect(again).toMatchObject({ text, finishReason, usage });
      expect(text).not.toBe("");
    }
  });

  test("models-37: long instructions are read from the vendor's cache the next time, and told of", async () => {
    const { provider, vendor } = await open();
    const instructions = "Say what the company does. ".repeat(300);
    const first = await ask(provider, { ...asked, instructions });
    const next = await ask(provider, { ...asked, instructions });
    expect(first.usage?.cachedInputTokens).toBe(0);
    expect(next.usage?.cachedInputTokens).toBeGreaterThan(1000);
    expect(next.usage).toMatchObject(await vendor.counted());
  });
}

/** How an answer can end, and what it may leave out. */
export function describeEnds<Vendor extends TrialVendor>(
  trial: ProviderTrial<Vendor>,
  vendorTrial: VendorTrial<Vendor>,
): void {
  const open = () => openAtVendor(trial, vendorTrial);
  const asked = questionOf(trial.model);

  const { withoutUsage } = vendorTrial;
  if (withoutUsage !== "never") {
    test("tells no usage where the vendor tells none", async () => {
      const { provider, vendor, relay } = await open();
      await withoutUsage(vendor, relay);
      expect((await ask(provider, asked)).usage).toBeNull();
    });
  }

  describe("ends", () => {
    const finishes = Object.entries(vendorTrial.finishes) as Told<Vendor>[];
    for (const [finishReason, tell] of finishes) {
      if (tell === "never") continue;
      test(`models-8: with ${finishReason}, as the vendor says`, async () => {
        const { provider, vendor, relay } = await open();
        await tell(vendor, relay);
        const reply = await ask(provider, asked);
        expect(reply).toMatchObject({ finishReason, usage: await vendor.counted() });
      });
    }
  });
}

type Told<Vendor extends TrialVendor> = [FinishReason, VendorTrial<Vendor>["finishes"]["stop"]];

export function expectWellFormed(events: readonly ModelEvent[]): void {
  const kinds = events.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "finish")).toHaveLength(1);
  expect(kinds.at(-1)).toBe("finish");
  for (const event of events) {
    if (event.kind !== "usage") continue;
    const { inputTokens, outputTokens, cachedInputTokens, reasoningTokens } = event.usage;
    expect(cachedInputTokens).toBeLessThanOrEqual(inputTokens);
    expect(reasoningTokens).toBeLessThanOrEqual(outputTokens);
  }
}
