import type { Problem } from "@fieldwork/contracts/api";
import { ProblemError } from "@fieldwork/contracts/client";
import { failureText, isAppError } from "@fieldwork/runtime";
import { CommanderError } from "commander";
import { exitCodes, NotConfirmedError, type Shown, UsageError } from "./shown.ts";

export interface Failure {
  exitCode: number;
  /** For people. */
  text: Shown["text"];
  /** For programs. What was to be confirmed stands beside it. */
  problem: Problem;
}

/** How a command fails, whatever it failed of. Pure. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ProblemError) return ofReply(error.problem);
  if (error instanceof NotConfirmedError) {
    const { data, text } = error.preview;
    const told = problem({ code: "not_confirmed", title: "Not confirmed", status: 409 }, error);
    return {
      exitCode: exitCodes.notConfirmed,
      text: (screen) =>
        [typeof text === "string" ? text : text(screen), error.message].filter(Boolean).join("\n"),
      problem: { ...data, ...told },
    };
  }
  if (error instanceof UsageError || error instanceof CommanderError) return ofUsage(error);
  if (isUnreachable(error)) {
    return unavailable(
      error,
      "the API does not answer: is it running, and is FIELDWORK_URL its address?",
    );
  }
  if (isCutOff(error)) {
    return unavailable(
      error,
      "the API ended in the middle of its reply: it was stopped or killed. What it had begun may be done, and what it asked stays charged",
    );
  }
  const code = isAppError(error) ? error.code : "internal";
  const text = failureText(error);
  const told = { ...problem({ code, title: "It failed", status: 500 }, error), detail: text };
  return { exitCode: exitCodes.failed, text, problem: told };
}

function unavailable(error: unknown, detail: string): Failure {
  const told = { code: "unavailable", title: "Not available now", status: 503 };
  const problem503 = { ...problem(told, error), detail };
  return { exitCode: exitCodes.unavailable, text: detail, problem: problem503 };
}

/** Where no command is named, the help has been shown already. */
function ofUsage(error: UsageError | CommanderError): Failure {
  const isHelp = error instanceof CommanderError && error.code === "commander.help";
  const detail = isHelp ? "name a command" : error.message.replace(/^error: /, "");
  const text = isHelp ? "" : `${detail}\nAdd --help to see how it is written.`;
  const told = { code: "usage_invalid", title: "The command is written wrongly", status: 400 };
  return { exitCode: exitCodes.usage, text, problem: { ...problem(told, error), detail } };
}

function ofReply(told: Problem): Failure {
  const isLater = [408, 429, 503].includes(told.status);
  const isRefused = told.status < 500;
  const { unavailable, refused, failed } = exitCodes;
  const exitCode = isLater ? unavailable : isRefused ? refused : failed;
  return { exitCode, text: told.detail, problem: told };
}

function problem(
  { code, title, status }: Pick<Problem, "code" | "title" | "status">,
  error: unknown,
): Problem {
  const detail = error instanceof Error ? error.message : String(error);
  return { type: "about:blank", title, status, code, detail };
}

/** As `fetch` fails where nothing listens, or a name is not known. */
function isUnreachable(error: unknown): boolean {
  return error instanceof TypeError && error.message === "fetch failed";
}

/** As `fetch` fails while it reads a reply whose connection is gone. */
function isCutOff(error: unknown): boolean {
  return error instanceof TypeError && error.message === "terminated";
}
