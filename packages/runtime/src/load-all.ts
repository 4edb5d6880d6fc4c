import { AppError } from "./app-error.ts";

type Loads = Readonly<Record<string, () => unknown>>;
type Loaded<L extends Loads> = { [Name in keyof L]: Awaited<ReturnType<L[Name]>> };

/**
 * Loads everything a start needs, and when several fail tells of them all.
 *
 * @throws AppError `config_invalid` with every message, or the one error there is.
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

function together(errors: readonly AppError[]): AppError {
  const messages = errors.map((error) => error.said);
  return new AppError(messages.join("\n"), {
    code: "config_invalid",
    retryable: false,
    details: { problems: errors.flatMap(({ details }) => details.problems ?? []) },
    cause: new AggregateError(errors, "all that was found"),
  });
}
