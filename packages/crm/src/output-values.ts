import { joinChoices, splitChoices } from "@fieldwork/contracts";
import { canonicalDate, canonicalDecimal } from "./canonical-values.ts";
import type { OutputField } from "./crm-adapter.ts";
import { type Choice, findOption, ourOptionFor } from "./find-option.ts";

/** What a CRM says of an output's field. Asked for only where options are in question. */
export type DescribeChoice = () => Choice;

/**
 * An output as it was read, in canonical form; a value that does not fit its type is left as it is,
 * because a person made it.
 */
export function readOutput(output: OutputField, value: string, describe: DescribeChoice): string {
  switch (output.type) {
    case "choice":
      return output.options.includes(value)
        ? value
        : ourOptionFor(value, output.options, describe());
    case "choices": {
      const chosen = splitChoices(value);
      const isOurs = chosen.every((one) => output.options.includes(one));
      const choice = isOurs ? {} : describe();
      const read = chosen.map((one) => ourOptionFor(one, output.options, choice));
      return joinChoices(read, output.options);
    }
    case "number":
    case "integer":
      return canonicalDecimal(value);
    case "boolean":
      return /^(?:true|false)$/i.test(value) ? value.toLowerCase() : value;
    case "date":
      return canonicalDate(value);
    case "text":
    case "url":
      return value;
    default:
      return output satisfies never;
  }
}

/** A canonical value as text for the CRM, its options in the CRM's own spelling. */
export function optionsToWrite(
  output: OutputField | undefined,
  value: string,
  describe: DescribeChoice,
): string {
  switch (output?.type) {
    case "choice":
      return findOption(value, describe()) ?? value;
    case "choices": {
      const choice = describe();
      return splitChoices(value)
        .map((one) => findOption(one, choice) ?? one)
        .join(";");
    }
    default:
      return value;
  }
}

/**
 * Whether an output holds a choice that our definition writes differently: the CRM's options show what
 * it means.
 */
export function isForeignChoice(output: OutputField, value: string): boolean {
  if (output.type === "choice") return !output.options.includes(value);
  if (output.type !== "choices") return false;
  return splitChoices(value).some((one) => !output.options.includes(one));
}
