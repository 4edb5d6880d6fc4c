import type { Reply } from "../core/http-reply.ts";
import type { Answer } from "../language-model/answer.ts";
import type { Question } from "../language-model/question.ts";
import { oddReplyOf } from "./openai-odd-replies.ts";
import { type OpenaiStream, streamed, streamedError } from "./openai-streams.ts";

/** A reply as the stream that was asked for; what is in an odd shape stays whole, as gateways have it. */
export function asStream(
  reply: Reply,
  {
    question: { stream },
    given: { misbehaviour },
    hungUp,
    onHangUp,
  }: { question: Question; given: Answer; hungUp: AbortSignal; onHangUp: () => void },
): Reply {
  const { json, ...rest } = reply;
  const isOdd = oddReplyOf(misbehaviour) !== undefined || misbehaviour === "error-body";
  if (!stream || json === undefined || isOdd || misbehaviour === "unstreamed") return reply;
  const body = json as Record<string, unknown>;
  const whole = streamed(body, stream);
  const headers = { ...rest.headers, "content-type": "text/event-stream; charset=utf-8" };
  switch (misbehaviour) {
    case "stream-error":
      return { ...rest, headers, text: firstHalf(whole) + streamedError(body) };
    case "stalled-stream":
      return { ...rest, headers, stream: stalled(firstHalf(whole), hungUp, onHangUp) };
    default:
      return { ...rest, headers, text: whole.events.join("") + whole.end };
  }
}

function firstHalf({ events }: OpenaiStream): string {
  return events.slice(0, Math.ceil(events.length / 2)).join("");
}

async function* stalled(
  text: string,
  hungUp: AbortSignal,
  onHangUp: () => void,
): AsyncGenerator<string> {
  yield text;
  await new Promise<void>((resolve) => {
    if (hungUp.aborted) resolve();
    else hungUp.addEventListener("abort", () => resolve(), { once: true });
  });
  onHangUp();
}
