// Control characters except line ends and tabs; marks that change the direction of the text around
// them.
const steering = /[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/gu;

/**
 * Text from outside that is safe to show on a terminal: each character that could move the cursor, set
 * a title, answer a query or make a line read differently becomes U+FFFD.
 */
export function printableText(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(steering, "\uFFFD");
}
