import { caselessText, comparableText, type OutputSpec } from "@fieldwork/contracts";
import { trimAround } from "./trim-around.ts";

type Choice = Pick<Extract<OutputSpec, { type: "choice" | "choices" }>, "options" | "optionHints">;

export interface MatchedOption {
  /** As the definition writes it, and the CRM knows it. */
  option: string;
  /** How it was recognised, if it was written differently. */
  fix?: "option-respelt" | "option-hint-dropped";
}

/** The forms in which an answer may name an option, strictest first. */
const forms: readonly ((text: string) => string)[] = [comparableText, caselessText, bareText];

/**
 * The option that a text names: exactly, up to `comparableText`, in another case, without the emoji,
 * quotation marks, list mark or full stop around it, or with its hint after it. Undefined if it names
 * no option, or more than one.
 */
export function matchOption(choice: Choice, text: string): MatchedOption | undefined {
  const { options } = choice;
  if (options.includes(text)) return { option: text };
  for (const formOf of forms) {
    const wanted = formOf(text);
    const found = wanted === "" ? [] : options.filter((option) => formOf(option) === wanted);
    if (found.length > 1) return undefined;
    if (found[0] !== undefined) return { option: found[0], fix: "option-respelt" };
  }
  const hinted = hintedOption(choice, text);
  return hinted === undefined ? undefined : { option: hinted, fix: "option-hint-dropped" };
}

/** The instructions list an option as `Energy: oil and gas`, and so do some answers. */
function hintedOption({ options, optionHints = {} }: Choice, text: string): string | undefined {
  const wanted = caselessText(text);
  return options.find((option) => {
    const head = `${caselessText(option)}:`;
    const hint = optionHints[option];
    return (
      hint !== undefined &&
      wanted.startsWith(head) &&
      caselessText(`${option}: ${hint}`).startsWith(wanted)
    );
  });
}

const emoji =
  /(?![\d#*])(?:[\p{Emoji_Presentation}\p{Extended_Pictographic}\p{Emoji_Modifier}]|\p{Regional_Indicator})/gu;
const around = /[\s"'`*_()[\]{}<>\u2022.,;:-]/;

function bareText(text: string): string {
  return trimAround(caselessText(text).replace(emoji, " "), around).replace(/\s+/g, " ");
}
