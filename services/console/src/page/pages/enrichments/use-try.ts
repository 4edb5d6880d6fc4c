import { type CallArgs, ProblemError, type StreamEvent } from "@fieldwork/contracts/client";
import { useEffect, useRef, useState } from "react";
import { client } from "../../app/client.ts";
import { problemText } from "../../app/use-api.ts";

type Event = StreamEvent<"preview.ask">;
type Data<Name extends Event["event"]> = Extract<Event, { event: Name }>["data"];
export type Question = CallArgs<"preview.ask">["body"];

/** All that has come in of one try. */
export interface Try {
  phase: "asking" | "answered" | "failed" | "stopped";
  prompt: Data<"prompt"> | undefined;
  /** As far as the answer has come, before any check. */
  partial: Data<"partial">;
  fields: Data<"final">["fields"] | undefined;
  usage: Data<"usage"> | undefined;
  /** Why there is no answer. */
  why: string | undefined;
}

const begun: Try = {
  ...{ phase: "asking", prompt: undefined, partial: {} },
  ...{ fields: undefined, usage: undefined, why: undefined },
};

/** Asks about one record at a time. Whoever stops, asks anew or leaves ends the call. */
export function useTry(): {
  current: Try | undefined;
  ask(body: Question): void;
  stop(): void;
  /** Ends it, and shows nothing of it any more. */
  forget(): void;
} {
  const [current, setCurrent] = useState<Try>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  return {
    current,
    ask(body) {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      const { signal } = controller;
      const tell = (change: (last: Try) => Try) => {
        if (!signal.aborted) setCurrent((last) => change(last ?? begun));
      };
      setCurrent(begun);
      void follow(body, { signal, tell });
    },
    forget() {
      running.current?.abort();
      setCurrent(undefined);
    },
    stop() {
      running.current?.abort();
      setCurrent((last) => last && { ...last, phase: "stopped" });
    },
  };
}

async function follow(
  body: Question,
  { signal, tell }: { signal: AbortSignal; tell: (change: (last: Try) => Try) => void },
): Promise<void> {
  try {
    for await (const event of client.stream("preview.ask", { body, signal }))
      tell((last) => grown(last, event));
    tell((last) => (last.phase === "asking" ? failed(last, problemText(undefined)) : last));
  } catch (error) {
    tell((last) => failed(last, problemText(error)));
  }
}

function failed(last: Try, why: string): Try {
  return { ...last, phase: "failed", why };
}

/** With what one event tells. Pure. */
export function grown(last: Try, { event, data }: Event): Try {
  switch (event) {
    case "prompt":
      return { ...last, prompt: data };
    case "partial":
      return { ...last, partial: data };
    case "final":
      return { ...last, phase: "answered", fields: data.fields };
    case "usage":
      return { ...last, usage: data };
    case "problem":
      return failed(last, problemText(new ProblemError(data)));
    default:
      return event satisfies never;
  }
}

/** What has come in of an output, which begins with what it rests on; undefined for nothing yet. Pure. */
export function partialOutput(
  partial: Try["partial"],
  output: string,
): { value: string | undefined; evidence: string | undefined } {
  const told = partial[output];
  const { value, evidence }: { value?: unknown; evidence?: unknown } = Object(told);
  return {
    value: value === undefined || value === null ? undefined : String(value),
    evidence: typeof evidence === "string" && evidence !== "" ? evidence : undefined,
  };
}
