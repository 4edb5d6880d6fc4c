import type { IncomingHttpHeaders } from "node:http";
import type { StatusFault } from "../core/fault-rules.ts";
import type { Reply } from "../core/http-reply.ts";
import type { Call } from "../core/routes.ts";
import type { Answer } from "./answer.ts";
import type { LimitHit, LimitState } from "./model-limits.ts";
import type { Question, ReadRequest } from "./question.ts";

export type Json = Record<string, unknown>;

/** A refusal in the vendor's own words; `{model}` is replaced by the model that was asked for. */
export interface NamedRefusal {
  status: number;
  body: unknown;
  headers?: Readonly<Record<string, string>>;
}

/** What tells one vendor of language models from another; how calls are answered they share. */
export interface ModelVendor {
  name: string;
  /** The key that it takes unless told otherwise. */
  defaultKey: string;
  keyIn(headers: IncomingHttpHeaders): string | undefined;
  /** Where it is asked, as `POST /v1/messages`, and how such a request is read. */
  endpoints: Readonly<Record<string, (call: Call) => ReadRequest>>;
  /** An answer as a whole; `word` is another word for its end. */
  body(
    question: Question,
    answer: Answer,
    told: { word?: string | undefined; nowMs: number },
  ): Json;
  /** The same as the events of a stream. */
  events(body: Json): Json[];
  /** An event as it is sent, and what ends a stream. */
  eventText(event: Json): string;
  streamEnd: string;
  /** An error that comes when the answer has begun. */
  streamError: Json;
  /** An error that comes with status 200, in place of an answer. */
  errorBody: Json;
  refusals: Readonly<Record<string, NamedRefusal>>;
  limited(hit: LimitHit): Reply;
  limitHeaders(states: readonly LimitState[], nowMs: number): Record<string, string>;
  usualHeaders(): Record<string, string>;
  unauthorized(key: string | undefined): Reply;
  modelNotFound(model: string): Reply;
  /** What a fault with a status says in its words. */
  fault(fault: StatusFault, model: string): Reply;
  notFound(method: string, path: string): Reply;
}
