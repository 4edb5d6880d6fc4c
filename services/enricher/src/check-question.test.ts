import { loadEnrichments } from "@fieldwork/enrichments";
import { coveringHold, type Hold } from "@fieldwork/store";
import { expect, test } from "vitest";
import { checkQuestion } from "./check-question.ts";

const ref = { provider: "openai", model: "gpt-6-luna" };

test.each([
  ["everything", ""],
  ["enrichment", "company-profile"],
  ["model", "openai/gpt-6-luna"],
])("G6: a check is not sent while a hold of kind %s is over it", async (scope, target) => {
  const hold = holdOf(scope, target);
  await expect(lookBefore(hold)).rejects.toMatchObject({
    code: "held",
    reasonDetail: { hold: { scope, target } },
  });
});

test("a check is sent whatever else is held", async () => {
  await expect(lookBefore(holdOf("enrichment", "contact-role"))).resolves.toBeUndefined();
});

async function lookBefore(hold: Hold): Promise<void> {
  const enrichment = (await loadEnrichments()).find(({ name }) => name === "company-profile");
  if (!enrichment) throw new Error("there is no company-profile");
  const { beforeSend } = checkQuestion(enrichment, "openai/gpt-6-luna", {
    config: { ATTEMPT_TIMEOUT_MS: 1000 },
    holds: { find: async (subject) => coveringHold([hold], subject) },
  });
  await beforeSend(ref);
}

function holdOf(scope: string, target: string): Hold {
  const since = new Date();
  return { scope, target, action: "paused", heldBy: "ana", why: null, since, spares: [], epoch: 1 };
}
