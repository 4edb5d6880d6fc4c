/** Lower case and single spaces: two listings of one company share it. */
export function normalisedText(text: string): string {
  return text.trim().toLowerCase().replace(/\s+/g, " ");
}
