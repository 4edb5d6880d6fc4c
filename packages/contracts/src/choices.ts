/** The choices in a canonical value: separated by semicolons, in an order without meaning. */
export function splitChoices(text: string): string[] {
  const parts = text.split(";").map((part) => part.trim());
  return [...new Set(parts)].filter((part) => part !== "");
}

/** Choices in canonical form: each once, in the order of `options`, unknown ones last in alphabetical order. */
export function joinChoices(chosen: readonly string[], options: readonly string[]): string {
  const rank = (choice: string) => {
    const at = options.indexOf(choice);
    return at === -1 ? options.length : at;
  };
  return [...new Set(chosen)].toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).join(";");
}
