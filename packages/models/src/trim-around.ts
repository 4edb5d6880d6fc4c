/** A text without the characters of a kind at its ends, in linear time. */
export function trimAround(text: string, kind: RegExp): string {
  let [start, end] = [0, text.length];
  while (start < end && kind.test(text.charAt(start))) start++;
  while (end > start && kind.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}
