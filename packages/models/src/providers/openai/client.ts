import OpenAI from "openai";

type Built = Awaited<ReturnType<OpenAI["buildRequest"]>>;
type Options = Parameters<OpenAI["buildRequest"]>[0];

/**
 * The official client, which builds URL and headers of a path once: they are the same for every call,
 * and take a fifth of its CPU time.
 */
export class OpenaiClient extends OpenAI {
  readonly #built = new Map<string, Built>();

  override async buildRequest(
    options: Options,
    attempt?: Parameters<OpenAI["buildRequest"]>[1],
  ): Promise<Built> {
    const known = this.#built.get(options.path);
    if (known) return { ...known, req: { ...known.req, ...ofThisCall(options) } };
    const built = await super.buildRequest(options, attempt);
    const { body: _, signal: __, ...shared } = built.req;
    this.#built.set(options.path, { ...built, req: shared });
    return built;
  }
}

function ofThisCall({ body, signal }: Options): Pick<Built["req"], "body" | "signal"> {
  // Our bodies are rendered already.
  return { ...(typeof body === "string" && { body }), ...(signal && { signal }) };
}
