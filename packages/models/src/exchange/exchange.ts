import type { HttpReply } from "@fieldwork/http";

/** One request to a vendor and its reply, as they were but for the secrets that were sent along. */
export interface Exchange {
  request: string;
  /** Null: no reply began. */
  status: number | null;
  /** As far as it came. */
  reply: string;
}

/** Called once for each request, when nothing more comes. */
export type OnExchange = (exchange: Exchange) => void;

/** Keeps what is sent and comes back, for somebody who wants to look at it. */
export interface ExchangeTap {
  /** A request that is about to leave; the one before it has ended. */
  sends(body: string): void;
  /** The same reply, of which every piece is kept. */
  receives(reply: HttpReply): HttpReply;
  end(): void;
}

const mostChars = 500_000;

/** Undefined where nobody wants to look. */
export function openTap(
  onExchange: OnExchange | undefined,
  secrets: readonly string[],
): ExchangeTap | undefined {
  if (!onExchange) return undefined;
  let open: Exchange | undefined;
  const clean = (text: string) =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), text);
  const keep = (piece: string) => {
    if (open) open.reply = (open.reply + piece).slice(0, mostChars);
  };
  const end = () => {
    if (!open) return;
    const { request, status, reply } = open;
    open = undefined;
    onExchange({ request: clean(request), status, reply: clean(reply) });
  };
  return {
    end,
    sends(body) {
      end();
      open = { request: body, status: null, reply: "" };
    },
    receives(reply) {
      const { status, headers } = reply;
      if (open) open.status = status;
      return {
        ...{ status, headers },
        async *pieces(signal) {
          for await (const piece of reply.pieces(signal)) {
            keep(piece);
            yield piece;
          }
        },
        async text() {
          const text = await reply.text();
          keep(text);
          return text;
        },
      };
    },
  };
}
