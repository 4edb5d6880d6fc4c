import { AppError } from "./app-error.ts";
import { type ConfigProblem, configError } from "./config.ts";

type Loads = Readonly<Record<string, () => unknown>>;
type Loaded<L extends Loads> = { [Name in keyof L]: Awaited<ReturnType<L[Name]>> };

/**
 * Loads everything that a start needs and, if several loads fail, reports all failures.
 *
 * @throws AppError `config_invalid` with every message, or the only error.
 */
export async function loadAll<L extends Loads>(loads: L): Promise<Loaded<L>> {
  const names = Object.keys(loads);
  const results = await Promise.allSettled(names.map(async (name) => loads[name]?.()));
  const errors = results.flatMap((result) => (result.status === "rejected" ? result.reason : []));
  const foreign = errors.find((error) => !(error instanceof AppError));
  if (errors.length === 1 || foreign !== undefined) throw foreign ?? errors[0];
  if (errors.length > 0) throw together(errors);
  const values = results.map((result) =>
    result.status === "fulfilled" ? result.value : undefined,
  );
  return Object.fromEntries(names.map((name, index) => [name, values[index]])) as Loaded<L>;
}

/** One error for all: problems of the configuration in one list, followed by the others' messages. */
function together(errors: readonly AppError[]): AppError {
  const parts = errors.flatMap(partsOf);
  const found = parts.flatMap((error) => problemsOf(error) ?? []);
  // A file that is not YAML is reported by each load that reads it.
  const problems = [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
  const others = parts.filter((error) => problemsOf(error) === undefined);
  const told = [...(problems.length > 0 ? [configError(problems)] : []), ...others];
  const messages = told.map((error) => error.said);
  return new AppError(messages.join("\n"), {
    code: "config_invalid",
    retryable: false,
    details: { problems: parts.flatMap(({ details }) => details.problems ?? []) },
    cause: new AggregateError(parts, "all that was found"),
  });
}

/** Problems found by nested loads are listed together with those found by others. */
function partsOf(error: AppError): AppError[] {
  const { cause } = error;
  return cause instanceof AggregateError && error.code === "config_invalid"
    ? cause.errors
    : [error];
}

function problemsOf({ code, details }: AppError): ConfigProblem[] | undefined {
  return code === "config_invalid" ? (details.problems as ConfigProblem[] | undefined) : undefined;
}
