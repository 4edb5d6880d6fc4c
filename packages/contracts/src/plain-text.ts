import { convert } from "html-to-text";

const markup = /<\/?[a-z][a-z0-9]*(?:\s[^<>]*)?\/?>|&(?:[a-z]{2,8}|#\d{2,6});/i;
const headings = ["h1", "h2", "h3", "h4", "h5", "h6"];

// The longest text of a CRM has 131,072 characters; what a prompt takes of it is far less.
const maxMarkupChars = 150_000;
// Beyond what people write. The converter overflows in the deep, and its time grows with depth times lines.
const maxDepth = 50;
const maxTags = 10_000;

/**
 * Rich text as a person reads it: without tags, comments and hidden addresses. Other text as it is. What
 * is nested beyond reason loses its tags and nothing else: it neither throws nor takes long.
 */
export function plainText(text: string): string {
  if (!markup.test(text)) return text;
  const html = text.slice(0, maxMarkupChars);
  if (!isReasonable(html)) return readable(withoutTags(html));
  try {
    return readable(html);
  } catch (error) {
    // Nested where we did not see it, such as behind attributes that look like tags.
    if (error instanceof RangeError) return readable(withoutTags(html));
    throw error;
  }
}

function readable(html: string): string {
  return convert(html, {
    wordwrap: false,
    selectors: [
      { selector: "a", options: { ignoreHref: true } },
      { selector: "img", format: "skip" },
      // Its own format repeats a mark on every line, for each level.
      { selector: "blockquote", format: "block" },
      ...headings.map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  });
}

const tags = /<(\/?)([a-z][a-z0-9]*)[^<>]*>/gi;
const empty = new Set("area base br col embed hr img input link meta source track wbr".split(" "));
/** The open elements that an element ends by beginning: https://html.spec.whatwg.org/multipage/syntax.html#optional-tags */
const ends: Readonly<Record<string, readonly string[]>> = {
  p: ["p"],
  li: ["li"],
  dt: ["dt", "dd"],
  dd: ["dt", "dd"],
  tr: ["tr", "td", "th"],
  td: ["td", "th"],
  th: ["td", "th"],
  option: ["option"],
};

/** Whether its tags are as many, and nested as deep, as those of text that somebody wrote. */
function isReasonable(html: string): boolean {
  const open: string[] = [];
  let count = 0;
  for (const [, closing, written = ""] of html.matchAll(tags)) {
    const name = written.toLowerCase();
    count += 1;
    if (closing) close(open, name);
    else if (!empty.has(name)) {
      while (ends[name]?.includes(open.at(-1) ?? "")) open.pop();
      open.push(name);
    }
    if (count > maxTags || open.length > maxDepth) return false;
  }
  return true;
}

function close(open: string[], name: string): void {
  const at = open.lastIndexOf(name);
  if (at !== -1) open.length = at;
}

const unread =
  /<!--[\s\S]*?(?:-->|$)|<(script|style)\b[\s\S]*?(?:<\/\1[^<>]*>|$)|<\/?[a-z][^<>]*>/gi;

/** What is left of the beginnings of tags begins none. */
function withoutTags(html: string): string {
  return html.replace(unread, " ").replace(/<(?=[a-z/!?])/gi, "< ");
}
