import { foldedKey, withKeys } from "./answer-fixes/folded-key.ts";
import { relaxJson } from "./answer-fixes/relaxed-json.ts";
import { hasOutput, type JsonObject, parseJson, shapeFixes } from "./answer-fixes/shape-fixes.ts";
import { textFixes } from "./answer-fixes/text-fixes.ts";

export type ParsedAnswer =
  | { kind: "no-json" }
  /** JSON, but none of the outputs asked for. */
  | { kind: "no-outputs" }
  /** An object that has at least one of the outputs, and the names of the fixes that were applied. */
  | { kind: "parsed"; answer: JsonObject; fixes: string[] };

// Wrappers within wrappers, but no deeper.
const mostShapeFixes = 8;

/**
 * The object in a reply that answers the outputs of these names. Valid JSON is taken as it is;
 * otherwise the named fixes are tried, in order, until the reply can be read. They remove what
 * surrounds an answer and correct its form, never its content. Pure; never throws; linear.
 */
export function parseAnswer(reply: string, names: readonly string[]): ParsedAnswer {
  const fixes: string[] = [];
  const value = readJson(reply, names, fixes);
  if (value === undefined) return { kind: "no-json" };
  const answer = openShape(value, names, fixes);
  if (answer === undefined) return { kind: "no-outputs" };
  const respelt = withKeys(answer, names);
  if (respelt !== answer) fixes.push("key-respelt");
  return { kind: "parsed", answer: respelt, fixes };
}

function readJson(reply: string, names: readonly string[], fixes: string[]): unknown {
  const value = parseStructure(reply);
  if (value !== undefined) return value;
  const hints = hintsOf(reply, names);
  let text = reply;
  for (const { name, apply } of textFixes) {
    const fixed = apply(text, hints);
    if (fixed === text) continue;
    fixes.push(name);
    text = fixed;
    const read = parseStructure(text);
    if (read !== undefined) return read;
  }
  const relaxed = relaxJson(text);
  if (relaxed === undefined) return undefined;
  fixes.push(...relaxed.fixes);
  return parseJson(relaxed.json);
}

/** What the answer's text mentions: the only output may come without its name. */
function hintsOf(reply: string, names: readonly string[]): readonly string[] {
  const [only, ...others] = names;
  if (only === undefined || others.length > 0) return names;
  return foldedKey(reply).includes(foldedKey(only)) ? names : ["value"];
}

/** JSON that can hold an object. */
function parseStructure(text: string): unknown {
  const value = parseJson(text);
  const isStructure = typeof value === "object" ? value !== null : typeof value === "string";
  return isStructure ? value : undefined;
}

function openShape(
  value: unknown,
  names: readonly string[],
  fixes: string[],
): JsonObject | undefined {
  let opened = value;
  for (let step = 0; step <= mostShapeFixes; step++) {
    if (hasOutput(opened, names)) return opened;
    const found = nextShape(opened, names);
    if (found === undefined) return undefined;
    fixes.push(found.name);
    opened = found.value;
  }
  return undefined;
}

function nextShape(
  value: unknown,
  names: readonly string[],
): { name: string; value: unknown } | undefined {
  for (const { name, apply } of shapeFixes) {
    const next = apply(value, names);
    if (next !== undefined) return { name, value: next };
  }
  return undefined;
}
