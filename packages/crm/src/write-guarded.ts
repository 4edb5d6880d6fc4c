import type { FieldWrite, FieldWriteResult, GuardedWrite, WriteGuard } from "./crm-adapter.ts";
import { CrmError } from "./crm-error.ts";
import { unanswered } from "./write-results.ts";

type Send<Write> = (writes: readonly Write[]) => Promise<readonly FieldWriteResult[]>;

export interface WaysToWrite {
  plain: Send<FieldWrite>;
  guarded: Send<GuardedWrite>;
}

/** What is guarded goes one way, the rest another; one result each, in order. */
export async function writeByGuard(
  writes: readonly FieldWrite[],
  { plain, guarded }: WaysToWrite,
): Promise<FieldWriteResult[]> {
  const results = new Map<string, FieldWriteResult>();
  async function send<Write extends FieldWrite>(some: readonly Write[], by: Send<Write>) {
    if (some.length === 0) return;
    const given = await by(some);
    for (const [index, { id }] of some.entries()) results.set(id, given[index] ?? unanswered());
  }
  await send(
    writes.filter((write) => !isGuarded(write)),
    plain,
  );
  await send(writes.filter(isGuarded), guarded);
  return writes.map(({ id }) => results.get(id) ?? unanswered());
}

function isGuarded(write: FieldWrite): write is GuardedWrite {
  return write.guard !== undefined;
}

/** How far apart the clocks of a vendor's own servers may be. */
const serversApartMs = 1000;

/**
 * Whether every edit after the read gets a stamp of a later second than the record had, so that a
 * condition on that second finds it. Pure.
 */
export function tellsLaterEdits({ vendorAt }: WriteGuard, readAtEarliestMs: number): boolean {
  const secondOf = (ms: number) => Math.floor(ms / 1000);
  return secondOf(readAtEarliestMs - serversApartMs) > secondOf(Date.parse(vendorAt));
}

export function justChanged(): FieldWriteResult {
  const message = "not sent: the record was changed too shortly before it was read";
  const error = new CrmError(message, { reason: "just-changed", outcome: "not-sent" });
  return { kind: "refused", error };
}

/** `rejected`: the CRM itself saw to it. `not-sent`: we saw it before. */
export function overtaken(outcome: "rejected" | "not-sent"): FieldWriteResult {
  const message = "the record was changed after it was read";
  return { kind: "refused", error: new CrmError(message, { reason: "overtaken", outcome }) };
}
