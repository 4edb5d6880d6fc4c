import { convert } from "html-to-text";

const markup = /<\/?[a-z][a-z0-9]*(?:\s[^<>]*)?\/?>|&(?:[a-z]{2,8}|#\d{2,6});/i;
const headings = ["h1", "h2", "h3", "h4", "h5", "h6"];

/** Rich text as a person reads it: without tags, comments and hidden addresses. Other text as it is. */
export function plainText(text: string): string {
  if (!markup.test(text)) return text;
  return convert(text, {
    wordwrap: false,
    selectors: [
      { selector: "a", options: { ignoreHref: true } },
      { selector: "img", format: "skip" },
      ...headings.map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  });
}
