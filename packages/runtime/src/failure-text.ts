import { isAppError } from "./app-error.ts";
import { redactText } from "./logger.ts";
import { printableText } from "./printable-text.ts";

/**
 * The last words of a program that fails: what is wrong, without our codes; a stack only for a bug of
 * ours.
 */
export function failureText(error: unknown): string {
  return printableText(redactText(rawFailureText(error)));
}

function rawFailureText(error: unknown): string {
  if (isAppError(error) && error.code !== "internal") return error.message.replace(/^\[\w+\] /, "");
  if (!(error instanceof Error)) return String(error);
  // A port that is taken, a folder that may not be written to: the message names it.
  return "syscall" in error ? error.message : (error.stack ?? error.message);
}
