import { describe, expect, test } from "vitest";
import { answerModes } from "../../answer-mode.ts";
import { loadModelsFile } from "../../providers/models-file.ts";
import { ask, entryName, openByEntry, questionOf } from "./open-trial.ts";
import type { ProviderTrial, TrialVendor, VendorTrial } from "./provider-trial.ts";

/** What holds of a vendor's answers however its model is brought to answer by a schema. */
export function describeModes<Vendor extends TrialVendor>(
  trial: ProviderTrial<Vendor>,
  vendorTrial: VendorTrial<Vendor>,
): void {
  const { kind, model } = trial;
  const { entry } = kind;
  if (!entry) return;
  const { modes } = entry;
  const openIn = (mode: string) =>
    openByEntry(trial, {
      start: vendorTrial.start,
      entry: (url) => ({ ...vendorTrial.entry(url), models: [{ name: model, mode }] }),
    });
  const answer = { summary: { evidence: expect.anything(), value: expect.stringMatching(/Åre/) } };

  describe.each(modes)("in the mode %s", (mode) => {
    test("models-4: answers by the schema, streamed and whole, for the same usage", async () => {
      const { provider, vendor } = await openIn(mode);
      for (const inOnePiece of [false, true]) {
        const call = provider.prepare({ ...questionOf(model), inOnePiece });
        const reply = await ask(provider, { ...questionOf(model), inOnePiece });
        expect(JSON.parse(reply.text)).toMatchObject(answer);
        expect(reply.finishReason).toBe(mode === "tool" ? "tool-call" : "stop");
        expect(reply.usage).toMatchObject(await vendor.counted());
        expect(reply.usage?.inputTokens).toBeLessThanOrEqual(call.inputTokensAtMost);
      }
    });

    test("models-6: repairs an answer", async () => {
      const { provider, vendor } = await openIn(mode);
      const repair = { previousText: '{"summary":null}', problems: ["summary: is no object"] };
      const reply = await ask(provider, { ...questionOf(model), repair });
      expect(JSON.parse(reply.text)).toMatchObject(answer);
      expect(reply.usage).toMatchObject(await vendor.counted());
    });

    test("models-9: reads it from pieces of any size", async () => {
      const { provider, relay } = await openIn(mode);
      for (const bytes of [1, 7]) {
        relay.deliver({ kind: "pieces", bytes });
        expect(JSON.parse((await ask(provider, questionOf(model))).text)).toMatchObject(answer);
      }
    });
  });

  test.each(answerModes.filter((mode) => !modes.includes(mode)))(
    "the mode %s, which it does not have, is refused at the start",
    (mode) => {
      const said = { name: entryName, kind: kind.name, keyEnv: "KEY", mode };
      const text = JSON.stringify({ providers: [said] });
      const kinds = [{ ...kind, entry }];
      expect(() =>
        loadModelsFile({ file: "models.yaml", text }, { environment: { KEY: "k" }, kinds }),
      ).toThrow(/has no such mode/);
    },
  );
}
