import type { Database } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import { listChannels, listNotices } from "@fieldwork/store/notices";
import type { Reader } from "@fieldwork/store/reading";
import { noticeText } from "../notices/notice-text.ts";
import { addChannelByOrder, removeChannelByOrder, shown } from "../notices/order-channels.ts";
import type { Principal } from "../who/principal.ts";
import { type Handlers, wire } from "./handler.ts";

export interface NoticesHandlerDeps {
  database: Database;
  reader: Reader;
}

type NoticesRoute = "notices.list" | `notice-channels.${"list" | "add" | "remove"}`;

/** What people were told, and where that goes. */
export function noticesHandlers({
  database,
  reader,
}: NoticesHandlerDeps): Pick<Handlers, NoticesRoute> {
  const depsOf = ({ from }: Principal) => ({
    database,
    audit: ((tx, entry) => recordAudit(tx, { ...entry, from })) satisfies typeof recordAudit,
  });
  return {
    "notices.list": async ({ query: { limit } }) => {
      const notices = await listNotices(reader, limit);
      return { notices: wire(notices.map((one) => ({ ...one, text: noticeText(one) }))) };
    },
    "notice-channels.list": async () => {
      const channels = await listChannels(reader);
      return { channels: wire(channels.map((one) => ({ ...one, target: shown(one.target) }))) };
    },
    "notice-channels.add": ({ principal, body }) =>
      addChannelByOrder(depsOf(principal), principal.actor, body),
    "notice-channels.remove": async ({ principal, params }) => {
      await removeChannelByOrder(depsOf(principal), principal.actor, params.id);
      return { done: true };
    },
  };
}
