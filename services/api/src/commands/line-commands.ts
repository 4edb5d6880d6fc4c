import { listReleased } from "@fieldwork/store";
import { showDefinitions } from "../definitions.ts";
import { explainRecord, findExplanation } from "../explain-record.ts";
import { orderRetry, retryText } from "../retry.ts";
import {
  type Command,
  commandActor,
  common,
  flag,
  jsonText,
  orderDeps,
  parsed,
  text,
} from "./command.ts";

export const lineUsage = `  explain <record> [--json]
                     prints the trail of one record from change to write, or why a field is blank
  retry [--dead | --review] [<record>] [--enrichment E] [--connection C] [--object O] [--reason R] [--json]
                     puts dead letters back to be asked again, or reviews to be decided again;
                     R is the code of a reason, or some of its words`;

/** Undefined if it is written wrongly. */
export function parseExplain(args: readonly string[]): Command | undefined {
  const given = parsed(args, common);
  const [subject, ...rest] = given?.positionals ?? [];
  if (!given || subject === undefined || rest.length > 0) return undefined;
  if (!given.values.json) return ({ reader }) => explainRecord(reader, subject);
  return async ({ reader }) => jsonText(await findExplanation(reader, subject));
}

/** Undefined if it is written wrongly. */
export function parseRetry(args: readonly string[]): Command | undefined {
  const given = parsed(args, {
    ...{ ...common, dead: flag, review: flag },
    ...{ enrichment: text, connection: text, object: text, reason: text },
  });
  if (!given || given.positionals.length > 1) return undefined;
  const { json, dead, review, ...filter } = given.values;
  if (dead && review) return undefined;
  const state = review ? "review" : "dead";
  const options = { ...filter, state, record: given.positionals[0] } as const;
  return async (store) => {
    const done = await orderRetry(orderDeps(store), commandActor(), options);
    return json ? jsonText(done) : retryText(options, done);
  };
}

/** Undefined if it is written wrongly. */
export function parseDefinitionsList(args: readonly string[]): Command | undefined {
  const given = parsed(args, common);
  if (!given || given.positionals.length > 0) return undefined;
  if (!given.values.json) return ({ reader }) => showDefinitions(reader);
  return async ({ reader }) => jsonText(await listReleased(reader));
}
