import { EventSourceParserStream } from "eventsource-parser/stream";

/** The events of a stream, as they come in, each with its data. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<{ event: string; data: unknown }> {
  const texts = body.pipeThrough(
    new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>,
  );
  const reader = texts.pipeThrough(new EventSourceParserStream()).getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      if (value.event !== undefined) yield { event: value.event, data: JSON.parse(value.data) };
    }
  } finally {
    // Whoever looks no further hangs up.
    await reader.cancel().catch(() => undefined);
  }
}
