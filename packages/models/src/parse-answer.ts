// Some self-hosted reasoning models think aloud before they answer.
const thinking = /^\s*<think>[\s\S]*?<\/think>/;
const fenced = /```[a-z]*\s*\n([\s\S]*?)```/i;

/**
 * The JSON object in a reply: the whole text, the inside of a code fence, or what stands from the
 * first brace to the last. Undefined when none of them is an object.
 */
export function parseAnswer(reply: string): Readonly<Record<string, unknown>> | undefined {
  const text = reply.replace(thinking, "");
  const braced = text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1);
  for (const candidate of [text, fenced.exec(text)?.[1], braced]) {
    const parsed = parseObject(candidate);
    if (parsed) return parsed;
  }
  return undefined;
}

function parseObject(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "");
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    // Models do answer in prose; that is a problem to feed back, not an error.
    return undefined;
  }
}
