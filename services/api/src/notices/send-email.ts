import type { Notice } from "@fieldwork/store/notices";
import { createTransport } from "nodemailer";
import { noticeText } from "./notice-text.ts";

export interface Mailer {
  /** @throws Error whose message says why. */
  send(to: string, notice: Notice): Promise<void>;
}

export interface MailerOptions {
  /** Such as smtps://user:password@mail.example. */
  url: string;
  from: string;
}

const timeoutMs = 10_000;

/** Sends notices through one mail server. A notice that arrives twice has the same Message-ID. */
export function createMailer({ url, from }: MailerOptions): Mailer {
  const transport = createTransport({
    url,
    ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  return {
    async send(to, notice) {
      const text = noticeText(notice);
      await transport.sendMail({
        ...{ from, to: { name: "", address: to }, subject: `Fieldwork: ${text}`, text },
        messageId: `<notice-${notice.id}@fieldwork>`,
      });
    },
  };
}
