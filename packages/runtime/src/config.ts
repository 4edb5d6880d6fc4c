import type { z } from "zod";
import { AppError } from "./app-error.ts";
import { remedyFor } from "./setting.ts";

/** The settings of a process: variables by their names. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface ConfigProblem {
  /** The setting's name, as people write it. */
  what: string;
  problem: string;
  remedy?: string | undefined;
}

/** One message with every problem and its remedy. */
export function configError(problems: readonly ConfigProblem[], cause?: unknown): AppError {
  const lines = problems.map(
    ({ what, problem, remedy }) => `  ${what}: ${problem}${remedy ? `. ${remedy}` : ""}`,
  );
  const count = problems.length === 1 ? "one problem" : `${problems.length} problems`;
  return new AppError(`the configuration has ${count}:\n${lines.join("\n")}`, {
    code: "config_invalid",
    retryable: false,
    details: { problems },
    cause,
  });
}

/**
 * Reads settings with one schema; an empty string counts as not set.
 *
 * @throws AppError `config_invalid`, naming every problem, each with its remedy.
 */
export function loadConfig<S extends z.ZodObject>(schema: S, env: Environment): z.output<S> {
  const named = Object.fromEntries(
    Object.keys(schema.shape)
      .filter((name) => env[name] !== undefined && env[name] !== "")
      .map((name) => [name, env[name]]),
  );
  const parsed = schema.safeParse(named);
  if (parsed.success) return parsed.data;
  throw configError(
    parsed.error.issues.map((issue) => {
      const [name = "settings"] = issue.path.map(String);
      const field = schema.shape[name] as z.ZodType | undefined;
      return { what: name, problem: issue.message, remedy: field && remedyFor(name, field) };
    }),
  );
}
