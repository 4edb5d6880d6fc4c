import { randomUUID } from "node:crypto";
import type { OutputSpec } from "@fieldwork/contracts";
import { type GenerateRequest, renderInput } from "@fieldwork/models";

export const model = "gpt-6-luna";
export const instructions =
  "Say in which industry the company works, and describe it in a sentence. Quote the words that tell you.";

const outputs: readonly OutputSpec[] = [
  {
    ...{ name: "industry", field: "ai_industry", label: "AI industry", type: "choice" },
    options: ["Energy", "Information Technology", "Real Estate"],
  },
  {
    ...{ name: "summary", field: "ai_summary", label: "AI summary", type: "text" },
    ...{ maxChars: 300, maxSentences: 2 },
  },
];

/** What the line asks about a company, about one that nobody has. */
export function questionAbout(number: number): GenerateRequest {
  const name = `Company ${number}`;
  const description = `${name} builds information technology for hospitals. It also rents out offices in ${number} towns.`;
  const rendered = renderInput({ name, description }, [
    { field: "description", maxChars: 2000 },
    { field: "name", maxChars: 200 },
  ]);
  return {
    ...{ callId: randomUUID(), workId: String(number + 1), wantedBy: ["live"], purpose: "work" },
    ...{ task: "company-profile", instructions, outputs, route: [`openai/${model}`] },
    ...{ input: rendered.text, fields: rendered.fields, connection: "acme", workClass: "live" },
    ...{ maxOutputTokens: 400, deadlineMs: 120_000, attemptTimeoutMs: 30_000 },
    beforeSend: async () => undefined,
  };
}
