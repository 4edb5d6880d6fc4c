import type { Reply } from "../core/http-reply.ts";
import type { Call, Route } from "../core/routes.ts";
import { type Answer, answerQuestion } from "../language-model/answer.ts";
import type { Latency } from "../language-model/latency.ts";
import { misbehaviourOf } from "../language-model/misbehaviour.ts";
import { oddTextOf } from "../language-model/odd-text.ts";
import type { Question, ReadRequest } from "../language-model/question.ts";
import type { QuestionBook } from "../language-model/question-book.ts";
import { createSlots } from "../language-model/slots.ts";
import { createTokenCounter, tokensIn } from "../language-model/tokens.ts";
import type { ToldMisbehaviours } from "../language-model/told-misbehaviours.ts";
import type { UsageBook } from "../language-model/usage-book.ts";
import { chatReply } from "./openai-chat.ts";
import { modelNotFound, rateLimited } from "./openai-errors.ts";
import type { OpenaiLimits } from "./openai-limits.ts";
import { inOddShape, oddReplyOf } from "./openai-odd-replies.ts";
import type { OpenaiOptions } from "./openai-options.ts";
import { faultRefusal } from "./openai-refusals.ts";
import { readChatRequest, readResponsesRequest } from "./openai-request.ts";
import { responsesReply } from "./openai-responses.ts";
import { asStream } from "./openai-stream-reply.ts";

const listedModels = ["gpt-6-sol", "gpt-6-luna", "gpt-5.4-mini", "gpt-4o-mini"];

interface Collaborators {
  limits: OpenaiLimits;
  latency: Latency;
  told: ToldMisbehaviours;
  usageBook: UsageBook;
  questionBook: QuestionBook;
}

export function createOpenaiEndpoints(
  options: OpenaiOptions,
  { limits, latency, told, usageBook, questionBook }: Collaborators,
): Record<string, Route> {
  const { models, now = Date.now } = options;
  const countTokens = createTokenCounter();
  const slots = createSlots(options);

  async function answer(
    call: Call,
    question: Question,
    stop: AbortSignal | undefined,
  ): Promise<Answer | undefined> {
    const misbehaviour = misbehaviourOf(call.vendorFaults) ?? told.take(question);
    const oddText = oddTextOf(call.vendorFaults);
    await latency.wait(stop);
    if (stop?.aborted) return undefined;
    const given = answerQuestion(call, question, { misbehaviour, oddText, countTokens });
    usageBook.add(given.note);
    if (question.turn === "first") questionBook.add(given.note);
    return given;
  }

  /** What OpenAI would not even begin with. */
  function refusalOf(
    { body, vendorFaults }: Call,
    { model, maxOutputTokens, stream }: Question,
  ): Reply | undefined {
    const asked = { model, streams: stream !== undefined, nowMs: now() };
    const refused = faultRefusal(vendorFaults, asked);
    if (refused) return refused;
    if (models && !models.includes(model)) return modelNotFound(model);
    const cap = Number.isFinite(maxOutputTokens) ? maxOutputTokens : 0;
    const limited = limits.take(model, tokensIn(body) + cap, usageBook.underWay(model));
    return limited && withHeaders(limited, limits.headers(model));
  }

  function endpoint(read: (body: string) => ReadRequest, render: Render): Route["handle"] {
    return async (call) => {
      const asked = read(call.body);
      if (asked.kind === "refused") return asked.reply;
      const { question } = asked;
      const { model } = question;
      const refusal = refusalOf(call, question);
      if (refusal) return refusal;
      const startedAt = performance.now();
      const hungUp = call.hungUp();
      const given = await usageBook.during(model, () =>
        slots.run(hungUp, (stop) => answer(call, question, stop)),
      );
      if (hungUp.aborted) usageBook.hangUp(model);
      if (!given) return hangUpReply;
      const whole = insteadOf(render(question, given, now()), given);
      const reply = asStream(whole, {
        ...{ question, given, hungUp },
        onHangUp: () => usageBook.hangUp(model),
      });
      return withHeaders(reply, {
        ...limits.headers(model),
        "openai-processing-ms": `${Math.ceil(performance.now() - startedAt)}`,
      });
    };
  }

  return {
    "POST /v1/responses": {
      kind: "generate",
      operation: "responses",
      handle: endpoint(readResponsesRequest, responsesReply),
    },
    "POST /v1/chat/completions": {
      kind: "generate",
      operation: "chat-completions",
      handle: endpoint(readChatRequest, chatReply),
    },
    ...modelRoutes(models),
  };
}

function modelRoutes(models: readonly string[] | undefined): Record<string, Route> {
  const listed = models ?? listedModels;
  return {
    "GET /v1/models": {
      kind: "read",
      operation: "list-models",
      handle: () => ({ status: 200, json: { object: "list", data: listed.map(modelObject) } }),
    },
    "GET /v1/models/:model": {
      kind: "read",
      operation: "get-model",
      handle: ({ params: { model = "" } }) =>
        models && !models.includes(model)
          ? modelNotFound(model)
          : { status: 200, json: modelObject(model) },
    },
  };
}

/** To nobody; nginx has this status for it. */
const hangUpReply: Reply = { status: 499 };

type Render = (question: Question, answer: Answer, nowMs: number) => Reply;

function modelObject(id: string) {
  return { id, object: "model", created: 1_760_000_000, owned_by: "system" };
}

function withHeaders(reply: Reply, headers: Record<string, string>): Reply {
  return { ...reply, headers: { ...headers, ...reply.headers } };
}

const upstreamLimit = {
  ...{ model: "upstream", limit: 10, used: 10, requested: 1, waitMs: 1000 },
  of: "requests",
} as const;
const htmlPage = "<html><head><title>Sign in</title></head><body>Please sign in.</body></html>";

/** What a broken way to OpenAI answers with status 200. */
function insteadOf(reply: Reply, { misbehaviour, note }: Answer): Reply {
  switch (misbehaviour) {
    case "html":
      return { status: 200, headers: { "content-type": "text/html" }, text: htmlPage, note };
    case "error-body": {
      const { json } = rateLimited(upstreamLimit);
      return { status: 200, json, note };
    }
    default: {
      const odd = oddReplyOf(misbehaviour);
      return odd ? inOddShape(reply, odd) : reply;
    }
  }
}
