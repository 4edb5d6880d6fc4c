import type { PreviewEvent, ProposedField } from "@fieldwork/contracts/api";
import type { Logger } from "@fieldwork/runtime";
import type { OrderedAsk } from "@fieldwork/store/ordered-asks";
import type { PreviewRequest } from "../previews/ask-preview.ts";
import { type AskFollower, hasEnded } from "../previews/follow-asks.ts";
import type { Principal } from "../who/principal.ts";
import type { EventStream } from "./event-stream.ts";
import { problemFrom, problemOf, statusOf } from "./problems.ts";
import { beatMs } from "./stream.ts";

export interface PreviewStreamDeps {
  /** Orders one, and returns its id. */
  ask: (principal: Principal, request: PreviewRequest) => Promise<string>;
  asks: AskFollower;
  propose: (ask: OrderedAsk) => Promise<ProposedField[]>;
  logger: Logger;
}

/**
 * Tells a client what becomes of its ask: the prompt, the answer as it grows and once it is whole, its cost.
 * When the client is gone, the ask is stopped.
 */
export function streamPreview(stream: EventStream, id: string, deps: PreviewStreamDeps): void {
  const { asks, propose, logger } = deps;
  let told: Told = { prompt: false, partial: "", answer: false };
  let telling = Promise.resolve();
  const say = ({ event, data }: PreviewEvent) => stream.say(event, data);

  async function tell(ask: OrderedAsk | undefined): Promise<void> {
    const news = newsOf(told, ask);
    for (const event of news.before) say(event);
    if (ask && news.hasAnswer) say({ event: "final", data: { fields: await propose(ask) } });
    for (const event of news.after) say(event);
    ({ told } = news);
    if (!ask || hasEnded(ask)) stream.end();
  }

  const unfollow = asks.follow(id, (ask) => {
    telling = telling
      .then(() => tell(ask))
      .catch((err: unknown) => {
        logger.error({ err, ask: id }, "a preview could not be told");
        say({ event: "problem", data: problemFrom(err) });
        stream.end();
      });
  });
  const beat = setInterval(stream.beat, beatMs);
  stream.onClose(() => {
    clearInterval(beat);
    unfollow();
  });
}

interface Told {
  prompt: boolean;
  partial: string;
  answer: boolean;
}

/** What a client has not been told yet; `final` stands between the two. Pure. */
function newsOf(told: Told, ask: OrderedAsk | undefined) {
  if (!ask) {
    const data = problemOf(404, "not_found", "the record was erased meanwhile");
    return { told, before: [], hasAnswer: false, after: [{ event: "problem", data } as const] };
  }
  const { prompt, partial, answer, problem, usage } = ask;
  const grown = partial === null ? told.partial : JSON.stringify(partial);
  const before: PreviewEvent[] = [
    ...(prompt && !told.prompt ? [{ event: "prompt", data: prompt } as const] : []),
    ...(partial && grown !== told.partial
      ? [{ event: "partial", data: { ...partial } } as const]
      : []),
  ];
  const after: PreviewEvent[] = [
    ...(problem ? [{ event: "problem", data: problemEvent(problem) } as const] : []),
    ...(usage ? [{ event: "usage", data: usage } as const] : []),
  ];
  return {
    told: {
      prompt: told.prompt || prompt !== null,
      partial: grown,
      answer: told.answer || answer !== null,
    },
    ...{ before, hasAnswer: answer !== null && !told.answer, after },
  };
}

function problemEvent({ code, detail, budget }: NonNullable<OrderedAsk["problem"]>) {
  return { ...problemOf(statusOf(code), code, detail), ...(budget && { budget }) };
}
