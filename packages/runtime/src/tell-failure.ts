import { isAppError } from "./app-error.ts";
import { redactText } from "./logger.ts";

/** For the last words of a program: what is wrong, without our codes; a stack only where it is a bug of ours. */
export function failureText(error: unknown): string {
  if (isAppError(error) && error.code !== "internal") {
    return redactText(error.said);
  }
  return redactText(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
