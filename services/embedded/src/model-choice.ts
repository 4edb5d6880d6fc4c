/** Who answers, and by what protocol. */
export type ModelChoice =
  | { kind: "baseline" }
  | {
      kind: "openai";
      apiKey: string;
      baseUrl: string | undefined;
      model: string;
      /** Undefined: Responses at OpenAI, Chat Completions at any other server. */
      api: "responses" | "chat" | undefined;
    };
