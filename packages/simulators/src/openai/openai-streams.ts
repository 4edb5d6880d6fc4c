type Json = Record<string, unknown>;

/** A whole reply of either API as the stream of events that it would have been. */
export function streamed(body: Json): string {
  return body.object === "response" ? responseStream(body) : chatStream(body);
}

const pieceChars = 24;

function chatStream({ choices, usage, object: _, ...rest }: Json): string {
  const [choice] = choices as { message: { content: string | null }; finish_reason: string }[];
  const text = choice?.message.content ?? "";
  const chunk = (delta: Json, finish: string | null = null) => ({
    ...rest,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  });
  const events = [
    chunk({ role: "assistant", content: "" }),
    ...pieces(text).map((content) => chunk({ content })),
    chunk({}, choice?.finish_reason ?? "stop"),
    { ...rest, object: "chat.completion.chunk", choices: [], usage },
  ];
  return `${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("")}data: [DONE]\n\n`;
}

function responseStream(body: Json): string {
  const end = body.status === "completed" ? "response.completed" : `response.${body.status}`;
  const { usage: _, ...rest } = body;
  const begun = { ...rest, status: "in_progress", output: [], completed_at: null };
  const events = [
    { type: "response.created", sequence_number: 0, response: begun },
    { type: end, sequence_number: 1, response: body },
  ];
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
}

function pieces(text: string): string[] {
  const count = Math.ceil(text.length / pieceChars);
  return Array.from({ length: count }, (_, nr) =>
    text.slice(nr * pieceChars, (nr + 1) * pieceChars),
  );
}
