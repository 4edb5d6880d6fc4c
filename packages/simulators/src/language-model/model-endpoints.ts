import { z } from "zod";
import type { Reply } from "../core/http-reply.ts";
import type { Call, Route, VendorFault } from "../core/routes.ts";
import { type Answer, answerQuestion } from "./answer.ts";
import type { Latency } from "./latency.ts";
import { misbehaviour } from "./misbehaviour.ts";
import { createModelLimits } from "./model-limits.ts";
import type { ModelOptions } from "./model-options.ts";
import { replyWith } from "./model-reply.ts";
import type { ModelVendor } from "./model-vendor.ts";
import { oddTextOf } from "./odd-text.ts";
import type { Question, ReadRequest } from "./question.ts";
import type { QuestionBook } from "./question-book.ts";
import { createRecordedReplies } from "./recorded-replies.ts";
import { createSlots } from "./slots.ts";
import { createTokenCounter, tokensIn } from "./tokens.ts";
import type { ToldMisbehaviours } from "./told-misbehaviours.ts";
import type { UsageBook } from "./usage-book.ts";

interface Collaborators {
  latency: Latency;
  told: ToldMisbehaviours;
  usageBook: UsageBook;
  questionBook: QuestionBook;
}

/** Told as `{ vendor: "finish", word: "pause_turn" }`: another word for the end of an answer. */
const finishFault = z.looseObject({ vendor: z.literal("finish"), word: z.string() });

/** The routes of a vendor of language models. */
export function createModelEndpoints(
  vendor: ModelVendor,
  options: ModelOptions,
  { latency, told, usageBook, questionBook }: Collaborators,
): Record<string, Route> {
  const { models, now = Date.now } = options;
  const countTokens = createTokenCounter();
  const limits = createModelLimits(options);
  const slots = createSlots(options);
  const recorded = createRecordedReplies(options.recordings, vendor);

  async function answer(
    call: Call,
    question: Question,
    stop: AbortSignal | undefined,
  ): Promise<Answer | undefined> {
    const how = misbehaviourIn(call.vendorFaults) ?? told.take(question);
    await latency.wait(stop);
    if (stop?.aborted) return undefined;
    const oddText = oddTextOf(call.vendorFaults);
    const given = answerQuestion(call, question, { misbehaviour: how, oddText, countTokens });
    usageBook.add(given.note);
    limits.settle(question.model, given.note.outputTokens);
    if (question.turn === "first") questionBook.add(given.note);
    return given;
  }

  /** What the vendor would not even begin with. */
  function refusalOf({ body, vendorFaults }: Call, { model }: Question): Reply | undefined {
    const refused = namedRefusal(vendor, vendorFaults, model);
    if (refused) return refused;
    if (models && !models.includes(model)) return vendor.modelNotFound(model);
    const hit = limits.take(model, tokensIn(body), usageBook.underWay(model));
    return hit && vendor.limited(hit);
  }

  function headersOf(model: string): Record<string, string> {
    return { ...vendor.usualHeaders(), ...vendor.limitHeaders(limits.states(model), now()) };
  }

  function endpoint(read: (call: Call) => ReadRequest): Route["handle"] {
    return async (call) => {
      const asked = read(call);
      if (asked.kind === "refused") return asked.reply;
      const { question } = asked;
      const { model } = question;
      const early = refusalOf(call, question) ?? recorded?.();
      if (early) return withHeaders(early, headersOf(model));
      const hungUp = call.hungUp();
      const given = await usageBook.during(model, () =>
        slots.run(hungUp, (stop) => answer(call, question, stop)),
      );
      if (hungUp.aborted) usageBook.hangUp(model);
      if (!given) return { status: 499 };
      const ended = { word: wordIn(call.vendorFaults), nowMs: now() };
      const body = vendor.body(question, given, ended);
      const reply = replyWith(vendor, body, { question, answer: given, hungUp });
      return withHeaders(reply, headersOf(model));
    };
  }

  return Object.fromEntries(
    Object.entries(vendor.endpoints).map(([pattern, read]) => [
      pattern,
      { kind: "generate", operation: "generate", handle: endpoint(read) },
    ]),
  );
}

function namedRefusal(
  { refusals }: ModelVendor,
  [fault]: readonly VendorFault[],
  model: string,
): Reply | undefined {
  const known = fault && refusals[fault.vendor];
  if (!known) return undefined;
  const { status, body, headers } = known;
  const text = JSON.stringify(body).replaceAll("{model}", JSON.stringify(model).slice(1, -1));
  return { status, headers: { "content-type": "application/json", ...headers }, text };
}

function misbehaviourIn([fault]: readonly VendorFault[]) {
  return fault === undefined || fault.vendor === "finish"
    ? undefined
    : misbehaviour.parse(fault.vendor);
}

function wordIn([fault]: readonly VendorFault[]): string | undefined {
  return fault && finishFault.safeParse(fault).data?.word;
}

function withHeaders(reply: Reply, headers: Record<string, string>): Reply {
  return { ...reply, headers: { ...headers, ...reply.headers } };
}
