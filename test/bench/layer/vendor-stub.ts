import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const sentence = "builds information technology for hospitals";
const answer = JSON.stringify({
  industry: { evidence: sentence, value: "Information Technology", confidence: 0.9 },
  summary: { evidence: sentence, value: "Builds software for hospitals.", confidence: 0.9 },
});
const usage = { prompt_tokens: 200, completion_tokens: 60, total_tokens: 260 };
const common = { id: "chatcmpl-1", created: 1_760_000_000, model: "gpt-6-luna" };
const whole = JSON.stringify({
  ...{ ...common, object: "chat.completion", usage },
  choices: [
    {
      index: 0,
      finish_reason: "stop",
      message: { role: "assistant", content: answer, refusal: null },
    },
  ],
});
const streamed = [
  { choices: [{ index: 0, finish_reason: null, delta: { role: "assistant", content: answer } }] },
  { choices: [{ index: 0, finish_reason: "stop", delta: {} }] },
  { choices: [], usage },
]
  .map(
    (chunk) =>
      `data: ${JSON.stringify({ ...common, object: "chat.completion.chunk", ...chunk })}\n\n`,
  )
  .join("")
  .concat("data: [DONE]\n\n");

/** Speaks Chat Completions, and gives the same answer at once: what a call takes beside it is the caller's. */
const server = createServer((request, response) => {
  let body = "";
  request.on("data", (piece) => {
    body += piece;
  });
  request.on("end", () => {
    const isStream = /"stream":\s*true/.test(body);
    response.setHeader("content-type", isStream ? "text/event-stream" : "application/json");
    response.end(isStream ? streamed : whole);
  });
});
server.listen(0, "127.0.0.1", () => {
  process.send?.({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` });
});
process.on("disconnect", () => process.exit());
