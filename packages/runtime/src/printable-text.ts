// Control characters but line ends and tabs; marks that turn the direction of the text around them.
const steering = /[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/gu;

/**
 * Text from outside as a terminal may be shown it: with U+FFFD for each character that could move the
 * cursor, set a title, answer a query or make a line read other than it is.
 */
export function printableText(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(steering, "\uFFFD");
}
