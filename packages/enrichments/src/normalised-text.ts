/** Lower case and single spaces: the same for two listings of one company. */
export function normalisedText(text: string): string {
  return text.trim().toLowerCase().replace(/\s+/g, " ");
}
