type Json = Record<string, unknown>;

/** Events of a stream, and the line that ends it. */
export interface OpenaiStream {
  events: string[];
  end: string;
}

/** A whole reply of either API as the stream of events that it would have been. */
export function streamed(body: Json, { tellsUsage = true } = {}): OpenaiStream {
  return body.object === "response" ? responseStream(body) : chatStream(body, tellsUsage);
}

/** An error that comes when the answer has begun. */
export function streamedError(body: Json): string {
  const said = { message: "The server had an error while answering.", code: "server_error" };
  return body.object === "response"
    ? namedEvent({ type: "error", ...said, param: null, sequence_number: 9 })
    : dataEvent({ error: { ...said, type: "server_error", param: null } });
}

const pieceChars = 24;

function chatStream(body: Json, tellsUsage: boolean): OpenaiStream {
  const { choices, usage, object: _, ...rest } = body;
  const [choice] = choices as { message: Message; finish_reason: string }[];
  const { content = null, refusal = null } = choice?.message ?? {};
  const shared = { ...rest, object: "chat.completion.chunk", ...(tellsUsage && { usage: null }) };
  const chunk = (delta: Json, finish: string | null = null) => ({
    ...shared,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  });
  // What all pieces share is written once, as there are many.
  const [before = "", after = ""] = dataEvent(chunk({ content: mark })).split(JSON.stringify(mark));
  return {
    events: [
      dataEvent(chunk({ role: "assistant", content: "", refusal: null })),
      ...pieces(content ?? "").map((piece) => before + JSON.stringify(piece) + after),
      ...pieces(refusal ?? "").map((piece) => dataEvent(chunk({ refusal: piece }))),
      dataEvent(chunk({}, choice?.finish_reason ?? "stop")),
      ...(tellsUsage && usage ? [dataEvent({ ...shared, choices: [], usage })] : []),
    ],
    end: "data: [DONE]\n\n",
  };
}

const mark = "\u0001piece\u0001";

interface Message {
  content?: string | null;
  refusal?: string | null;
}

interface Item extends Json {
  id: string;
  type: string;
  content?: readonly Part[];
}

type Part = { type: "output_text"; text: string } | { type: "refusal"; refusal: string };

function responseStream(body: Json): OpenaiStream {
  const { usage: _, ...rest } = body;
  const begun = { ...rest, status: "in_progress", output: [], completed_at: null };
  const events: Json[] = [
    { type: "response.created", response: begun },
    { type: "response.in_progress", response: begun },
    ...((body.output ?? []) as Item[]).flatMap(itemEvents),
    { type: `response.${body.status}`, response: body },
  ];
  return { events: events.map((event, nr) => namedEvent(numbered(event, nr))), end: "" };
}

function itemEvents(item: Item, index: number): Json[] {
  const { content, ...rest } = item;
  const place = { output_index: index };
  const begun = content ? { ...rest, status: "in_progress", content: [] } : item;
  return [
    { type: "response.output_item.added", ...place, item: begun },
    ...(content ?? []).flatMap((part, at) => partEvents(part, { item: item.id, index, at })),
    { type: "response.output_item.done", ...place, item },
  ];
}

function partEvents(
  part: Part,
  { item, index, at }: { item: string; index: number; at: number },
): Json[] {
  const place = { item_id: item, output_index: index, content_index: at };
  const isText = part.type === "output_text";
  const [kind, text] = isText ? ["output_text", part.text] : ["refusal", part.refusal];
  const logprobs = isText ? { logprobs: [] } : {};
  const empty = isText ? { ...part, text: "" } : { ...part, refusal: "" };
  return [
    { type: "response.content_part.added", ...place, part: empty },
    ...pieces(text).map((delta) => ({
      type: `response.${kind}.delta`,
      ...{ ...place, delta, ...logprobs },
    })),
    { type: `response.${kind}.done`, ...place, [isText ? "text" : "refusal"]: text, ...logprobs },
    { type: "response.content_part.done", ...place, part },
  ];
}

function numbered({ type, ...rest }: Json, nr: number): Json {
  return { type, sequence_number: nr, ...rest };
}

function namedEvent(event: Json): string {
  return `event: ${event.type}\n${dataEvent(event)}`;
}

function dataEvent(event: Json): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}

function pieces(text: string): string[] {
  const count = Math.ceil(text.length / pieceChars);
  return Array.from({ length: count }, (_, nr) =>
    text.slice(nr * pieceChars, (nr + 1) * pieceChars),
  );
}
