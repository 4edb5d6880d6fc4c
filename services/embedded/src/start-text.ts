import { modelsOfVariables, parseModelRef } from "@fieldwork/models";
import { logFileOf, type Run } from "./run-context.ts";

/** What is about to run, on what, and where it is kept. */
export function startText(run: Run): string {
  const { crms, providers, route, home, state, config } = run;
  const free = route?.every(providers.isFree) ? ", which costs nothing" : "";
  const place = config.DATABASE_URL ? "the database of DATABASE_URL" : home.dir;
  const isOwner = config.DATABASE_URL !== undefined && config.DATABASE_ADMIN_URL === undefined;
  return [
    `Connections  ${crms.description}${crms.writes ? "" : " - read only; --write enables writing"}`,
    `Model        ${modelText(run)}${free}`,
    `State        ${state.name}, kept in ${place}`,
    ...(isOwner
      ? [
          "             as one role, which owns the tables; DATABASE_ADMIN_URL names another for that",
        ]
      : []),
    `Log          ${logFileOf(state)}`,
  ].join("\n");
}

function modelText({ areInFile, route, config }: Run): string {
  if (areInFile) {
    return `${route?.join(", ") ?? "as each enrichment's route says"}, by models.yaml`;
  }
  if (route === undefined) return "the offline baseline, which costs nothing";
  const places = new Map(modelsOfVariables(config).map(({ ref, at }) => [ref, at]));
  return route
    .map(
      (ref) => `${parseModelRef(ref).model} at ${places.get(ref) ?? parseModelRef(ref).provider}`,
    )
    .join(", then ");
}
