import type { ModelRequest, RepairTurn } from "../model-provider.ts";

export interface Turn {
  role: "user" | "assistant";
  content: string;
}

/** The record and, where its answer has to be repaired, that answer and what was wrong with it. */
export function userTurns({ input, repair }: Pick<ModelRequest, "input" | "repair">): Turn[] {
  const question: Turn = { role: "user", content: input };
  if (!repair) return [question];
  const previous: Turn[] =
    repair.previousText.trim() === "" ? [] : [{ role: "assistant", content: repair.previousText }];
  return [question, ...previous, { role: "user", content: repairText(repair) }];
}

function repairText({ problems }: RepairTurn): string {
  const list = problems.map((problem) => `- ${problem}`).join("\n");
  return `Your answer was not accepted:\n${list}\nAnswer once more with the whole JSON object. Where the record does not say, answer null.`;
}
