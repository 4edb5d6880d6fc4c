import { configureProviders } from "@fieldwork/models";
import { logFileOf, type Run } from "./run-context.ts";

/** What is about to run, on what, and where it is kept. */
export function startText({ crms, route, home, state, config }: Run): string {
  const { isFree } = configureProviders(config);
  const free = route?.every(isFree) ? ", which costs nothing" : "";
  const model =
    route === undefined
      ? "the offline baseline, which costs nothing"
      : `${config.OPENAI_MODEL} at ${config.OPENAI_BASE_URL ?? "OpenAI"}${free}`;
  const place = config.DATABASE_URL ? "the database of DATABASE_URL" : home.dir;
  const isOwner = config.DATABASE_URL !== undefined && config.DATABASE_ADMIN_URL === undefined;
  return [
    `Connections  ${crms.description}${crms.writes ? "" : " - read only; --write lets answers be written"}`,
    `Model        ${model}`,
    `State        ${state.name}, kept in ${place}`,
    ...(isOwner
      ? [
          "             as one role, which owns the tables; DATABASE_ADMIN_URL names another for that",
        ]
      : []),
    `Log          ${logFileOf(state)}`,
  ].join("\n");
}
