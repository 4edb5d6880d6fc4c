import type { z } from "zod";
import type { Problem } from "./problem.ts";
import { readEvents } from "./read-events.ts";
import type { Route } from "./route.ts";
import { type RouteName, routes } from "./routes.ts";
import type { Shapes } from "./shapes.ts";

type Parts = "params" | "query" | "body";

/** What a call takes, as its route's shape has it. */
export type CallArgs<Name extends RouteName> = {
  [Part in Parts as Part extends keyof Shapes[Name] ? Part : never]: Part extends keyof Shapes[Name]
    ? Shapes[Name][Part] extends z.ZodType
      ? z.input<Shapes[Name][Part]>
      : never
    : never;
} & {
  signal?: AbortSignal;
  /** Of an order: given again with the same key, it is carried out once. */
  idempotencyKey?: string;
};

export type Reply<Name extends RouteName> = z.output<Shapes[Name]["reply"]>;

/** The routes that reply a stream of events, each with its data. */
export type StreamName = {
  [Name in RouteName]: Shapes[Name] extends { event: z.ZodType } ? Name : never;
}[RouteName];

export type StreamEvent<Name extends StreamName> = Shapes[Name] extends {
  event: infer Event extends z.ZodType;
}
  ? z.output<Event>
  : never;

export interface ClientOptions {
  /** Where the API is, without a path. */
  url: string;
  /** Without one, as the page's session. */
  token?: string | undefined;
}

/** What the API replied in place of what was asked for. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.name = "ProblemError";
    this.problem = problem;
  }
}

export interface Client {
  /** @throws ProblemError */
  call<Name extends RouteName>(name: Name, args: CallArgs<Name>): Promise<Reply<Name>>;
  /**
   * Events as they come in; whoever looks no further, or fires the signal, hangs up.
   *
   * @throws ProblemError
   */
  stream<Name extends StreamName>(
    name: Name,
    args: CallArgs<Name>,
  ): AsyncGenerator<StreamEvent<Name>>;
}

/** The routes of the API as typed calls, for whatever has `fetch`. It brings no schema along. */
export function createClient({ url, token }: ClientOptions): Client {
  async function ask(name: RouteName, given: Given): Promise<Response> {
    const route: Route = routes[name];
    const reply = await fetch(new URL(pathOf(route, given), url), {
      method: route.method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(given.idempotencyKey !== undefined && { "idempotency-key": given.idempotencyKey }),
        ...(given.body !== undefined && { "content-type": "application/json" }),
      },
      ...(given.body !== undefined && { body: JSON.stringify(given.body) }),
      ...(given.signal && { signal: given.signal }),
    });
    if (!reply.ok) throw new ProblemError(await problemIn(reply));
    return reply;
  }
  return {
    async call(name, args) {
      return (await (await ask(name, args)).json()) as Reply<typeof name>;
    },
    async *stream(name, args) {
      const { body } = await ask(name, args);
      if (body) for await (const told of readEvents(body)) yield told as StreamEvent<typeof name>;
    },
  };
}

interface Given {
  params?: object;
  query?: object;
  body?: unknown;
  signal?: AbortSignal;
  idempotencyKey?: string;
}

function pathOf({ path }: Route, { params = {}, query = {} }: Given): string {
  const values = new Map<string, unknown>(Object.entries(params));
  const filled = path.replaceAll(/:(\w+)/g, (_, part: string) =>
    encodeURIComponent(String(values.get(part) ?? "")),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) search.set(name, String(value));
  return search.size > 0 ? `${filled}?${search}` : filled;
}

/** A proxy in between may reply something else. */
async function problemIn(reply: Response): Promise<Problem> {
  const { status, statusText } = reply;
  const told: unknown = await reply.json().catch(() => undefined);
  if (isProblem(told)) return told;
  return { type: "about:blank", title: statusText, status, code: "internal", detail: statusText };
}

function isProblem(told: unknown): told is Problem {
  return typeof told === "object" && told !== null && "code" in told && "detail" in told;
}
