import type { ManagedProcess } from "@fieldwork/infra/stack";
import { eventually } from "@fieldwork/runtime/testing";
import type { Database } from "@fieldwork/store";
import { leaseMs } from "./fault-line.ts";
import type { Scene } from "./wave.ts";

export type HeldState = "asking" | "writing";

interface ClaimRow {
  token: string;
  lease_until: string;
}

const findForMs = 60_000;
const slowCallMs = 300;
// From the reservation of a call to its way.
const sentWithinMs = 100;

/**
 * Resolves once a process is at work on a claim; with the claims of that moment. Models are slow until
 * then, so that their calls are on their way for a while yet.
 */
export async function underWay({ line, feed }: Scene, state: HeldState): Promise<ClaimRow[]> {
  await line.openai.faults.delay(slowCallMs);
  await feed();
  try {
    return await eventually(
      async () => {
        const claims = await findClaims(line.database, state);
        if (claims.length === 0) throw new Error(`nothing is ${state}`);
        return claims;
      },
      { timeoutMs: findForMs, everyMs: 5 },
    );
  } finally {
    await line.openai.faults.delay(0);
  }
}

/**
 * Freezes a process at a moment when it certainly holds claims: whoever else holds one renews it or
 * ends it soon. Returns the tokens of what it holds.
 */
export async function freezeHolder(
  scene: Scene,
  process: ManagedProcess,
  state: HeldState,
): Promise<string[]> {
  return eventually(
    async () => {
      await underWay(scene, state);
      await process.signal("SIGSTOP");
      const held = await heldWithoutRenewal(scene.line.database, state);
      if (held.length > 0) return held;
      await process.signal("SIGCONT");
      throw new Error(`${process.name} held nothing that is ${state}`);
    },
    { timeoutMs: findForMs },
  );
}

async function heldWithoutRenewal(database: Database, state: HeldState): Promise<string[]> {
  const atFirst = new Map(
    (await findClaims(database, state)).map(({ token, lease_until }) => [token, lease_until]),
  );
  return eventually(
    async () => {
      const same = (await findClaims(database, state)).filter(
        ({ token, lease_until }) => atFirst.get(token) === lease_until,
      );
      const [row] = await database.query<{ silent: boolean }>(
        `select coalesce(bool_and(lease_until < now() + $2 * interval '1 millisecond'), true) as silent
         from work where claim_token = any($1::uuid[])`,
        [same.map(({ token }) => token), leaseMs / 2],
      );
      // A third of a lease after it was taken or renewed a claim is renewed again.
      if (!row?.silent) throw new Error("too early to tell");
      return same.map(({ token }) => token);
    },
    { timeoutMs: findForMs },
  );
}

/** Resolves once others have taken over what was held under these tokens. */
export async function takenOver({ line }: Scene, tokens: readonly string[]): Promise<void> {
  await eventually(
    async () => {
      const left = await line.database.query(
        "select 1 from work where claim_token = any($1::uuid[])",
        [tokens],
      );
      if (left.length > 0) throw new Error(`${left.length} claims are still held`);
    },
    { timeoutMs: findForMs, everyMs: 100 },
  );
}

/** Of those that ask, the ones whose call was sent: it is paid for, whatever becomes of who asked. */
function findClaims(database: Database, state: HeldState): Promise<ClaimRow[]> {
  return database.query<ClaimRow>(
    `select claim_token::text as token, lease_until::text from work
     where state = $1 and lease_until > now()
       and (state = 'writing' or exists (
         select 1 from model_call
         where work_id = work.id and settled_at is null
           and started_at < now() - $2 * interval '1 millisecond'))`,
    [state, sentWithinMs],
  );
}
