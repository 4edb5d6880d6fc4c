import { isFreeModel } from "@fieldwork/enricher";
import { logFileOf, type Run } from "./run-context.ts";

/** Says what is about to run, on what, and where it is kept. */
export function tellStart({ choice, home, state, config, say }: Run): void {
  const crms =
    choice.connections === undefined
      ? "simulated Salesforce and HubSpot with real companies"
      : choice.connections.map(({ name, vendor }) => `${name} (${vendor})`).join(", ");
  const free = choice.route?.every((ref) => isFreeModel(config, ref))
    ? ", which costs nothing"
    : "";
  const model =
    choice.route === undefined
      ? "the offline baseline, which costs nothing"
      : `${config.OPENAI_MODEL} at ${config.OPENAI_BASE_URL ?? "OpenAI"}${free}`;
  say(
    `Connections  ${crms}${choice.writes ? "" : " - read only; --write lets answers be written"}`,
  );
  say(`Model        ${model}`);
  say(
    `State        ${state.name}, kept in ${config.DATABASE_URL ? "the database of DATABASE_URL" : home.dir}`,
  );
  say(`Log          ${logFileOf(state)}`);
}
