import { type Logger, setting, type Ticker } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { z } from "zod";
import { createNoticeKeeper } from "./notice-keeper.ts";
import { allowedAddresses } from "./public-address.ts";
import { createMailer } from "./send-email.ts";

const ranges = z.string().transform((text, context) => {
  const listed = text.split(/[\s,]+/).filter((one) => one !== "");
  try {
    allowedAddresses(listed);
  } catch (error) {
    context.addIssue({ code: "custom", message: (error as Error).message });
  }
  return listed;
});

/** The settings of notices. */
export const noticeConfig = z.object({
  NOTICE_PRIVATE_ADDRESSES: setting(ranges.default([]), {
    about: "Addresses that are not public and that webhooks may be sent to all the same",
    set: "addresses and ranges such as 10.1.0.0/16, separated by commas",
  }),
  SMTP_URL: setting(z.url({ protocol: /^smtps?$/ }).optional(), {
    about: "The mail server that sends notices; without it none go out by e-mail",
    set: "a URL, such as smtps://user:password@mail.example",
    secret: true,
  }),
  SMTP_FROM: setting(z.string().min(3).default("fieldwork@localhost"), {
    about: "Whom e-mails of notices come from",
    set: "an address",
  }),
});
export type NoticeConfig = z.infer<typeof noticeConfig>;

/** Tells people what changed, as the settings say. */
export function openNotices({
  config,
  database,
  logger,
}: {
  config: NoticeConfig;
  database: Database;
  logger: Logger;
}): Ticker {
  const { SMTP_URL: url, SMTP_FROM: from } = config;
  return createNoticeKeeper({
    ...{ database, logger },
    webhooks: { allowed: allowedAddresses(config.NOTICE_PRIVATE_ADDRESSES) },
    mailer: url === undefined ? undefined : createMailer({ url, from }),
  });
}
