import type { Reply } from "../core/http-reply.ts";
import type { Answer } from "./answer.ts";
import type { Json, ModelVendor } from "./model-vendor.ts";
import type { Question } from "./question.ts";

const htmlPage = "<html><head><title>Sign in</title></head><body>Please sign in.</body></html>";
const json = { "content-type": "application/json" };
const stream = { "content-type": "text/event-stream; charset=utf-8" };

interface Given {
  question: Question;
  answer: Answer;
  hungUp: AbortSignal;
}

/** An answer as it was asked for, whole or streamed, or as it was told to go wrong. */
export function replyWith(
  vendor: ModelVendor,
  body: Json,
  { question, answer, hungUp }: Given,
): Reply {
  const { note, misbehaviour } = answer;
  const sent = { status: 200, note };
  if (misbehaviour === "html") {
    return { ...sent, headers: { "content-type": "text/html" }, text: htmlPage };
  }
  if (misbehaviour === "error-body") {
    return { ...sent, headers: json, text: JSON.stringify(vendor.errorBody) };
  }
  if (!question.stream || misbehaviour === "unstreamed") {
    return { ...sent, headers: json, text: JSON.stringify(body) };
  }
  const events = vendor.events(body).map((event) => vendor.eventText(event));
  const half = events.slice(0, Math.ceil(events.length / 2)).join("");
  switch (misbehaviour) {
    case "stream-error":
      return { ...sent, headers: stream, text: half + vendor.eventText(vendor.streamError) };
    case "stalled-stream":
      return { ...sent, headers: stream, stream: stalled(half, hungUp) };
    default:
      return { ...sent, headers: stream, text: events.join("") + vendor.streamEnd };
  }
}

async function* stalled(text: string, hungUp: AbortSignal): AsyncGenerator<string> {
  yield text;
  await new Promise<void>((resolve) => {
    if (hungUp.aborted) resolve();
    else hungUp.addEventListener("abort", () => resolve(), { once: true });
  });
}

const pieceChars = 24;

/** A text as it is streamed. */
export function piecesOf(text: string): string[] {
  const count = Math.ceil(text.length / pieceChars);
  return Array.from({ length: count }, (_, nr) =>
    text.slice(nr * pieceChars, (nr + 1) * pieceChars),
  );
}
