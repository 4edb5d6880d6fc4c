import { expect, test } from "vitest";
import { wires } from "./wire.ts";

function finishOf(body: object) {
  const read = wires["object" in body ? "responses" : "chat-completions"].read(body);
  return read.kind === "answer" ? [read.finishReason, read.finishDetail] : read.kind;
}

const chat = (finish_reason: string | null, message: object = { content: "{}" }) => ({
  choices: [{ finish_reason, message }],
});
const response = (output: object[], more: object = {}) => ({
  ...{ object: "response", status: "completed", output },
  ...more,
});

test.each<[object, unknown]>([
  [chat("stop"), ["stop", undefined]],
  [chat("end_turn"), ["stop", "end_turn"]],
  [
    chat("tool_calls", { tool_calls: [{ function: { arguments: "{}" } }] }),
    ["tool-call", "tool_calls"],
  ],
  [chat("pause_turn"), ["paused", "pause_turn"]],
  [chat("model_context_window_exceeded"), ["context-length", "model_context_window_exceeded"]],
  [chat("RECITATION"), ["content-filter", "recitation"]],
  [chat(null), ["other", undefined]],
  [chat("tool_calls", { content: null }), ["tool-call", "tool_calls"]],
  [chat("error", { content: null }), "error"],
  [response([{ type: "function_call", arguments: "{}" }]), ["tool-call", undefined]],
  [
    response([
      { type: "message", content: "{}" },
      { type: "function_call", arguments: "{}" },
    ]),
    ["stop", undefined],
  ],
  [
    response([], { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } }),
    ["length", "max_output_tokens"],
  ],
])("%j ended by %j", (body, expected) => {
  expect(finishOf(body)).toEqual(expected);
});
