import { AppError } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import { countAdmins, createLink } from "@fieldwork/store/who";
import { createSecret } from "./secrets.ts";

export const linkMinutes = 15;

/** What is opened in a browser. The secret stands behind `#`, so that no server and no log sees it. Pure. */
export function linkUrl(publicUrl: string, secret: string): string {
  return new URL(`/welcome#${secret}`, publicUrl).href;
}

/**
 * The link by which the first admin signs up, good for 15 minutes. Another one replaces it.
 *
 * @throws AppError `request_invalid` once there is an admin.
 */
export async function createFirstAdminLink(database: Database): Promise<{ secret: string }> {
  const { secret, hash } = createSecret("fwl");
  await database.transaction(async (tx) => {
    if ((await countAdmins(tx)) > 0)
      throw new AppError("there is an admin already: let them invite you", {
        code: "request_invalid",
        retryable: false,
      });
    await createLink(tx, { tokenHash: hash, personId: null, keepMinutes: linkMinutes });
    await recordAudit(tx, {
      actor: { kind: "system", id: "command-line", name: "the command line" },
      ...{ order: "link.first-admin", subject: "people" },
    });
  });
  return { secret };
}

/** What `linkUrl` put behind `#`. Pure. */
export function secretOfLink(link: string): string {
  return new URL(link).hash.slice(1);
}
