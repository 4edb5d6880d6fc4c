/** Several choices as they are in a canonical value: between semicolons, in no order that tells anything. */
export function splitChoices(text: string): string[] {
  const parts = text.split(";").map((part) => part.trim());
  return [...new Set(parts)].filter((part) => part !== "");
}

/** Several choices in their one spelling: each once, in the order of `options`, others behind by their letters. */
export function joinChoices(chosen: readonly string[], options: readonly string[]): string {
  const rank = (choice: string) => {
    const at = options.indexOf(choice);
    return at === -1 ? options.length : at;
  };
  return [...new Set(chosen)].toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).join(";");
}
