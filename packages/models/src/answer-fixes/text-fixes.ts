import { foldedKey } from "./folded-key.ts";
import { jsonRegions } from "./json-regions.ts";

export interface TextFix {
  name: string;
  /** The same text where there is nothing to mend. Pure, linear, changes nothing the second time. */
  apply(text: string, names: readonly string[]): string;
}

/**
 * What stands around an answer, in the order in which it is taken away: as servers send it that do not
 * take a model's channels, thoughts and fences apart. The names are those of the outputs asked for.
 */
export const textFixes: readonly TextFix[] = [
  { name: "channel-dropped", apply: withoutChannels },
  { name: "thinking-dropped", apply: withoutThinking },
  { name: "fence-dropped", apply: withoutFence },
  { name: "prose-dropped", apply: withoutProse },
  { name: "escapes-dropped", apply: withoutEscapes },
];

const channelHead = /<\|channel\|>([^<]{0,80})(?:<\|constrain\|>[^<]{0,20})?<\|message\|>/g;
const channelEnd = /<\|(?:end|return|call|start|channel)\|>/;

/** What the last channel says that is not the model's thoughts (OpenAI's harmony format). */
function withoutChannels(text: string): string {
  const heads = [...text.matchAll(channelHead)];
  if (heads.length === 0) return text;
  const last = heads.findLast(([, channel = ""]) => !channel.trim().startsWith("analysis"));
  if (last === undefined) return "";
  const said = text.slice(last.index + last[0].length);
  const end = said.search(channelEnd);
  return end < 0 ? said : said.slice(0, end);
}

const thoughtNames = "think|thinking|thoughts?|reasoning|reflection|analysis|scratchpad";
const thoughtEnd = new RegExp(
  String.raw`</(?:[a-z]{1,12}:)?(?:${thoughtNames})\s{0,4}>|\[/THINK\]|◁/think▷|<\|end_of_thought\|>|<\|END_THINKING\|>|<unused95>|<channel\|>`,
  "gi",
);
const thoughtStart = new RegExp(
  String.raw`<(?:[a-z]{1,12}:)?(?:${thoughtNames})\s{0,4}>|\[THINK\]|◁think▷|<\|begin_of_thought\|>|<\|START_THINKING\|>|<unused94>|<\|channel>`,
  "gi",
);
// JSON at the end, in a fence or before a model's token of its end, perhaps.
const endsInJson = /[}\]](?:[\s`~]|<[^<>{}]{1,40}>)*$/;

/**
 * What follows the last thought's end, whether or not its beginning was sent. A thought that does not
 * end is an answer only where JSON ends the reply: one in the middle of it was but considered.
 */
function withoutThinking(text: string): string {
  const end = [...text.matchAll(thoughtEnd)].at(-1);
  const rest = end === undefined ? text : text.slice(end.index + end[0].length);
  const starts = [...rest.matchAll(thoughtStart)];
  const [first, last] = [starts[0], starts.at(-1)];
  if (first === undefined || last === undefined) return rest;
  const before = rest.slice(0, first.index);
  if (before.includes("{")) return before;
  return endsInJson.test(rest) ? rest.slice(last.index + last[0].length) : "";
}

const fenceMark = /(?:`{3,}|~{3,})[ \t]*([\w+-]*)/g;

/** The inside of the last code fence that names an output; of one that does not end, too. */
function withoutFence(text: string, names: readonly string[]): string {
  const marks = [...text.matchAll(fenceMark)];
  const insides = marks.map(({ 0: mark, index }, at) => {
    const start = index + mark.length;
    return text.slice(start, marks[at + 1]?.index);
  });
  return (
    insides.findLast((inside) => inside.includes("{") && namesAny(inside, names))?.trim() ?? text
  );
}

/** The last object or list that names an output; where outputs come one by one, all of them. */
function withoutProse(text: string, names: readonly string[]): string {
  const braced = text.slice(Math.max(0, text.indexOf("{")), text.lastIndexOf("}") + 1);
  for (const part of [text, braced]) {
    const regions = jsonRegions(part).filter((region) => namesAny(region, names));
    const last = regions.at(-1);
    if (last !== undefined) return merged(regions, names) ?? last;
  }
  return namesAny(braced, names) ? braced : text;
}

/** One object for several that answer different outputs, such as one a line. */
function merged(regions: readonly string[], names: readonly string[]): string | undefined {
  if (regions.length < 2 || regions.length > names.length) return undefined;
  const answered = regions.map((region) => names.filter((name) => region.includes(`"${name}"`)));
  const isDisjoint = new Set(answered.flat()).size === answered.flat().length;
  const areObjects = regions.every((region) => region.startsWith("{"));
  if (!isDisjoint || !areObjects) return undefined;
  return `{${regions.map((region) => region.slice(1, -1)).join(",")}}`;
}

const escapedJson = /^\s*[{[]\s*(?:\\[nrt]\s*)*\\"/;
const backslashed = /\\([\s\S])/g;

/** JSON that was put into a text and lost the quotation marks around it: `{\"industry\": …}`. */
function withoutEscapes(text: string): string {
  if (!escapedJson.test(text)) return text;
  return text.replace(backslashed, (_, character: string) =>
    /[nrt]/.test(character) ? " " : character === "u" ? "\\u" : character,
  );
}

function namesAny(text: string, names: readonly string[]): boolean {
  if (names.some((name) => text.includes(name))) return true;
  const folded = foldedKey(text);
  return names.some((name) => folded.includes(foldedKey(name)));
}
