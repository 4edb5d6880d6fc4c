import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import { Allow, parse } from "partial-json";

/** What a growing text holds so far, if it is an object by now. Never throws. Pure. */
export function partialObject(text: string): object | undefined {
  const start = text.indexOf("{");
  if (start < 0) return undefined;
  try {
    const value: unknown = parse(text.slice(start), Allow.ALL);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export interface PartialAnswers {
  /** All of the text so far. */
  grow(text: string): void;
  /** Resolves once nothing more is told. */
  end(): Promise<void>;
}

const tellEveryMs = 100;

/** Tells a growing answer ten times a second at most: the newest of it, one after another. */
export function createPartialAnswers({
  tell,
  logger,
}: {
  tell: (partial: object) => Promise<unknown>;
  logger: Logger;
}): PartialAnswers {
  let text = "";
  let told = "";
  let ticker: Ticker | undefined;
  return {
    grow(grown) {
      text = grown;
      if (ticker) return;
      ticker = createTicker({
        name: "partial answers",
        logger,
        async tick() {
          const partial = text === told ? undefined : partialObject(text);
          told = text;
          if (partial && Object.keys(partial).length > 0) await tell(partial);
          return tellEveryMs;
        },
      });
      void ticker.start();
    },
    end: async () => ticker?.stop(),
  };
}
