import type { FieldDescription } from "@fieldwork/crm";
import type { LedgerEntry } from "@fieldwork/store";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decideField } from "./decide-field.ts";
import type { FieldSituation } from "./field-decision.ts";

const field = { field: "ai_value", vendorName: "ai_value", exists: true, writable: true };
const options = ["Fairs", "Partners", "Shops", "Web"];
const several: FieldDescription = { ...field, options, isSeveral: true };

/** We wrote `ours`, the CRM holds `live`, and the model now answers `answer`. */
function decide(
  { ours, live, answer }: { ours: string; live: string; answer: string },
  { description = field, policy = "own-or-empty" }: Partial<FieldSituation> = {},
) {
  const ledger: LedgerEntry = {
    ...{ recordId: "1", field: "ai_value", owner: "fieldwork", value: ours, workId: "7" },
    ...{ generation: 1, fingerprint: "f1", pinned: false, withdrawnFingerprint: null },
    recordedAt: "2026-01-01T00:00:00Z",
  };
  return decideField({
    ...{
      order: null,
      type: "choices",
      fingerprint: "f2",
      workId: "7",
      generation: 2,
      policy,
      reviewBelow: 0.5,
    },
    answer: { value: answer, confidence: 0.9, evidence: "words" },
    ...{ live, ledger, intents: [], description },
  });
}

test.each([
  ["number", "1200", "1200.5", "1300", field],
  ["number", "0", "-1", "1", field],
  ["whole number", "12", "13", "14", field],
  ["yes or no", "true", "false", "true", field],
  ["yes or no", "false", "true", "false", field],
  ["day", "2024-02-29", "2024-02-28", "2024-03-01", field],
  ["web address", "https://acme.com/", "https://acme.com/se", "https://acme.org/", field],
  ["several choices, one taken away", "Fairs;Shops", "Fairs", "Fairs;Web", several],
  ["several choices, one put in", "Fairs", "Fairs;Shops", "Fairs;Web", several],
  ["several choices, one changed", "Fairs;Shops", "Fairs;Web", "Fairs;Partners", several],
])("a person's edit of a %s stays", (_, ours, live, answer, description) => {
  expect(decide({ ours, live, answer }, { description }).kind).toBe("human-value");
});

const choices = fc.subarray(options, { minLength: 1 });
const shuffled = (chosen: string[]) => fc.shuffledSubarray(chosen, { minLength: chosen.length });

test("several choices in the CRM's own order are ours still, and are not written again", () => {
  const orders = choices.chain((chosen) => fc.tuple(shuffled(chosen), shuffled(chosen)));
  fc.assert(
    fc.property(orders, choices, ([sent, read], next) => {
      const [ours, live, answer] = [sent, read, next].map((chosen) => chosen.join(";"));
      const told = { ours: ours ?? "", live: live ?? "", answer: answer ?? "" };
      const isSame =
        new Set([...read, ...next]).size === read.length && next.length === read.length;
      expect(decide(told, { description: several }).kind).toBe(isSame ? "unchanged" : "write");
      const stands = { ...told, answer: told.ours };
      expect(decide(stands, { description: several, policy: "always" }).kind).toBe("unchanged");
    }),
  );
});
