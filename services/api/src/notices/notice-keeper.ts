import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
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
    async tick() {
      await tellChanges(deps.database);
      return (await deliverDue(deps)) === atOnce ? 0 : lookEveryMs;
    },
  });
}

/** Returns how many changes were told. */
export async function tellChanges(database: Database): Promise<number> {
  const [before, after] = [await findToldTopics(database), await findTopics(database)];
  const notices = noticesOf(before, after);
  return notices.length === 0 ? 0 : tellNotices(database, notices);
}

/** Returns how many were sent, or tried. */
export async function deliverDue(deps: NoticeDeps): Promise<number> {
  const { database, logger } = deps;
  const due = await takeDeliveries(database, { limit: atOnce, leaseSeconds });
  await Promise.all(
    due.map(async (delivery) => {
      const outcome = await deliver(deps, delivery);
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

async function deliver(deps: NoticeDeps, delivery: Delivery): Promise<DeliveryOutcome> {
  const { channel, notice, tries } = delivery;
  try {
    if (channel.kind === "webhook") {
      const { target: url, secret } = channel;
      await sendWebhook(deps.webhooks, { url, secret: secret ?? "" }, notice);
    } else {
      if (!deps.mailer) throw new Error("no mail server is set: SMTP_URL");
      await deps.mailer.send(channel.target, notice);
    }
    return { kind: "delivered" };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return afterFailure({ isForGood: error instanceof ForGoodError, tries, said });
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
