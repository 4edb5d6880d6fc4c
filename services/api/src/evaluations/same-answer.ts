import {
  comparableText,
  type OutputSpec,
  readPlainValue,
  splitChoices,
} from "@fieldwork/contracts";

/** Whether an answer says the same as a label, however the two are written. Pure. */
export function isSameAnswer(output: OutputSpec, expected: string, given: string): boolean {
  switch (output.type) {
    case "choice":
    case "text":
      return comparableText(expected) === comparableText(given);
    case "choices":
      return isSameSet(splitChoices(expected), splitChoices(given));
    default: {
      const [right, answer] = [readPlainValue(output, expected), readPlainValue(output, given)];
      return "value" in right && "value" in answer && right.value === answer.value;
    }
  }
}

function isSameSet(some: readonly string[], others: readonly string[]): boolean {
  const [a, b] = [some, others].map((all) => new Set(all.map(comparableText)));
  return a !== undefined && b !== undefined && a.symmetricDifference(b).size === 0;
}
