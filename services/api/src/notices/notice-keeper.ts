import {
  createTicker,
  isAppError,
  type Logger,
  stoppedError,
  type Ticker,
} from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import {
  type Delivery,
  type DeliveryOutcome,
  endDelivery,
  findToldTopics,
  findTopics,
  takeDeliveries,
  tellNotices,
} from "@fieldwork/store/notices";
import { noticesOf } from "./notices-of.ts";
import type { Mailer } from "./send-email.ts";
import { ForGoodError, sendWebhook, type WebhookDeps } from "./send-webhook.ts";

export interface NoticeDeps {
  database: Database;
  webhooks: WebhookDeps;
  /** Undefined without a mail server. */
  mailer: Mailer | undefined;
  logger: Logger;
}

const lookEveryMs = 2000;
const atOnce = 20;
const leaseSeconds = 60;
// The twelfth try is about a day after the first.
const mostTries = 12;
const firstRestSeconds = 15;
const longestRestSeconds = 4 * 3600;

/** Tells people what changed, once, and sends it on its ways until it has arrived. Any number may run. */
export function createNoticeKeeper(deps: NoticeDeps): Ticker {
  return createTicker({
    name: "notices",
    logger: deps.logger,
    async tick(signal) {
      await tellChanges(deps.database);
      return (await deliverDue(deps, signal)) === atOnce ? 0 : lookEveryMs;
    },
  });
}

/** Returns how many changes were told. */
export async function tellChanges(database: Database): Promise<number> {
  const [before, after] = [await findToldTopics(database), await findTopics(database)];
  const notices = noticesOf(before, after);
  return notices.length === 0 ? 0 : tellNotices(database, notices);
}

/** Returns how many were sent, or tried: what is under way at the signal has failed, and is tried again. */
export async function deliverDue(
  deps: NoticeDeps,
  signal = new AbortController().signal,
): Promise<number> {
  const { database, logger } = deps;
  const due = await takeDeliveries(database, { limit: atOnce, leaseSeconds });
  await Promise.all(
    due.map(async (delivery) => {
      const outcome = await deliver(deps, delivery, signal);
      if (outcome.kind !== "delivered") {
        const { channelId, notice, tries } = delivery;
        logger.warn(
          { channelId, notice: notice.id, tries, ...outcome },
          "a notice was not delivered",
        );
      }
      await endDelivery(database, delivery, outcome);
    }),
  );
  return due.length;
}

async function deliver(
  deps: NoticeDeps,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<DeliveryOutcome> {
  const { channel, notice, tries } = delivery;
  try {
    await orStopped(signal, () => send({ ...deps, signal }, { channel, notice }));
    return { kind: "delivered" };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    // Also of the last try: it may have arrived, and it may not.
    if (isAppError(error, "stopped")) return { kind: "again", inSeconds: firstRestSeconds, said };
    return afterFailure({ isForGood: error instanceof ForGoodError, tries, said });
  }
}

async function send(
  { webhooks, mailer, signal }: Pick<NoticeDeps, "webhooks" | "mailer"> & { signal: AbortSignal },
  { channel, notice }: Pick<Delivery, "channel" | "notice">,
): Promise<void> {
  const { kind, target, secret } = channel;
  if (kind === "webhook")
    return sendWebhook({ ...webhooks, signal }, { url: target, secret: secret ?? "" }, notice);
  if (!mailer) throw new Error("no mail server is set: SMTP_URL");
  return mailer.send(target, notice);
}

/** Whoever is sent to may take longer than a stop may last. */
async function orStopped(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  const why = "the process stopped before it was answered";
  if (signal.aborted) throw stoppedError(why);
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(stoppedError(why));
  signal.addEventListener("abort", stop);
  try {
    await Promise.race([stopped.promise, work()]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Pure. */
export function afterFailure({
  isForGood,
  tries,
  said,
}: {
  isForGood: boolean;
  tries: number;
  said: string;
}): DeliveryOutcome {
  if (isForGood || tries >= mostTries) return { kind: "failed", said };
  const inSeconds = Math.min(longestRestSeconds, firstRestSeconds * 2 ** (tries - 1));
  return { kind: "again", inSeconds, said };
}
