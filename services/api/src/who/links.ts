import { AppError } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import { addGrant, countAdmins, createLink, createPerson, lockPerson } from "@fieldwork/store/who";
import { createSecret } from "./secrets.ts";

export const linkMinutes = 15;
const ownLinkMinutes = 12 * 60;

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

/**
 * The link by which whoever can read the terminal of their own machine signs in, good for twelve hours.
 * They may do everything, as with the token in its home. Another link replaces it.
 */
export async function createOwnLink(database: Database, user: string): Promise<{ secret: string }> {
  const { secret, hash } = createSecret("fwl");
  const by = "the command line";
  await database.transaction(async (tx) => {
    const email = `${user.toLowerCase()}@localhost`;
    await createPerson(tx, { email, name: user, invitedBy: by });
    const person = await lockPerson(tx, email);
    if (person === undefined || person.disabledAt !== null)
      throw new AppError(`${email} is disabled`, { code: "request_invalid", retryable: false });
    const grant = { role: "admin", connection: null } as const;
    await addGrant(tx, { personId: person.id, grant, by });
    const link = { tokenHash: hash, personId: person.id, keepMinutes: ownLinkMinutes };
    await createLink(tx, { ...link, signsIn: true });
    await recordAudit(tx, {
      actor: { kind: "system", id: "command-line", name: by },
      ...{ order: "link.own-machine", subject: `people/${person.id}` },
    });
  });
  return { secret };
}
