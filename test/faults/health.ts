import type { ManagedProcess } from "@fieldwork/infra/stack";
import { z } from "zod";

const answerWithinMs = 4000;
const readiness = z.object({ failed: z.array(z.string()) });

/** What a process says that it lacks; empty when it is ready. @throws when it does not answer. */
export async function missingIn({ healthUrl }: ManagedProcess): Promise<string[]> {
  const reply = await ask(`${healthUrl}/readyz`);
  const { failed } = readiness.parse(await reply.json());
  if (reply.ok !== (failed.length === 0)) throw new Error(`${reply.status} with ${failed}`);
  return failed;
}

export async function isAlive({ healthUrl }: ManagedProcess): Promise<boolean> {
  try {
    const reply = await ask(`${healthUrl}/livez`);
    return reply.ok && (await reply.text()) === "ok\n";
  } catch {
    return false;
  }
}

function ask(url: string): Promise<Response> {
  return fetch(url, { signal: AbortSignal.timeout(answerWithinMs) });
}
