import { randomBytes } from "node:crypto";
import { AppError } from "@fieldwork/runtime";
import { addChannel, type NoticeChannel, removeChannel } from "@fieldwork/store/notices";
import { z } from "zod";
import type { Actor, OrderDeps } from "../orders.ts";
import { checkUrl } from "./send-webhook.ts";

export interface ChannelRequest extends Pick<NoticeChannel, "kind" | "target"> {
  /** The name of whoever asked for what the notices are about; null for all notices. */
  onlyFor: string | null;
}

type Deps = Omit<OrderDeps, "reader">;

/**
 * From now on notices go there. The secret of a webhook is shown here alone.
 *
 * @throws AppError `request_invalid` for what is no URL or no address.
 */
export async function addChannelByOrder(
  { database, audit }: Deps,
  actor: Actor,
  { kind, target, onlyFor }: ChannelRequest,
): Promise<{ id: string; secret: string | null }> {
  check({ kind, target });
  const secret = kind === "webhook" ? `fwh_${randomBytes(32).toString("base64url")}` : null;
  return database.transaction(async (tx) => {
    const id = await addChannel(tx, { kind, target, onlyFor, secret, addedBy: actor.name });
    await audit(tx, {
      ...{ actor, order: "notices.add", subject: `notice-channels/${id}` },
      ...{ before: null, after: { kind, target: shown(target), onlyFor } },
    });
    return { id, secret };
  });
}

/** @throws AppError `not_found` */
export async function removeChannelByOrder(
  { database, audit }: Deps,
  actor: Actor,
  id: string,
): Promise<void> {
  await database.transaction(async (tx) => {
    const removed = await removeChannel(tx, id);
    if (!removed) {
      const message = `there is no channel ${id}: npx fieldwork notices channels lists them`;
      throw new AppError(message, { code: "not_found", retryable: false });
    }
    await audit(tx, {
      ...{ actor, order: "notices.remove", subject: `notice-channels/${id}` },
      ...{ before: { kind: removed.kind, target: shown(removed.target) }, after: null },
    });
  });
}

/** A URL's path and query may be what lets one in: they are shown to nobody. Pure. */
export function shown(target: string): string {
  const url = URL.parse(target);
  return url?.host ? `${url.protocol}//${url.host}/…` : target;
}

function check({ kind, target }: Pick<NoticeChannel, "kind" | "target">): void {
  try {
    if (kind === "webhook") checkUrl(target);
    else z.email().max(320).parse(target);
  } catch (cause) {
    const message =
      kind === "webhook" && cause instanceof Error
        ? cause.message
        : `${target} is no e-mail address`;
    throw new AppError(message, { code: "request_invalid", retryable: false, cause });
  }
}
