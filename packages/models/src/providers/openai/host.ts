/** OpenAI's own API, or the host of one of its regions. */
export interface OpenaiHost {
  /** Undefined: worldwide. */
  region: string | undefined;
}

/** Undefined: somebody else's server. Decided only by the host of the URL. Pure. */
export function openaiHostOf(baseUrl: string): OpenaiHost | undefined {
  const match = /^(?:([a-z0-9-]+)\.)?api\.openai\.com\.?$/.exec(new URL(baseUrl).hostname);
  return match ? { region: match[1] } : undefined;
}
