import { AppError, stableHash } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { claimOrderKey, keepOrderReply } from "@fieldwork/store/audit";
import { hashOf } from "../who/secrets.ts";
import { inOneTransaction } from "./order-transaction.ts";

export interface OnceRequest {
  /** Of whoever orders: the same key of somebody else is another one. */
  who: string;
  key: string;
  /** What is ordered, with everything that belongs to it. */
  request: unknown;
  /** The reply tells something that is shown once. */
  showsSecret: boolean;
}

const maxKeyChars = 200;

/**
 * Carries an order out once for its key: given again, it is answered as the first time. Key, order and
 * reply are stored in one transaction, so that whoever dies in between leaves nothing behind, and the
 * order may be given again. So may one that was refused.
 *
 * @throws AppError `request_invalid` for a key of another order; `held` while the first has not ended,
 * and where its reply was shown once.
 */
export async function once<Reply>(
  database: Database,
  { who, key, request, showsSecret }: OnceRequest,
  run: () => Promise<Reply>,
): Promise<Reply> {
  if (key.length > maxKeyChars) throw invalid(`the key has more than ${maxKeyChars} characters`);
  const keyHash = hashOf(`${who} ${key}`);
  return inOneTransaction(database, async (tx) => {
    const earlier = await claimOrderKey(tx, { keyHash, requestHash: stableHash(request) });
    switch (earlier.kind) {
      case "another":
        throw invalid("another order had the same Idempotency-Key: use a new one");
      case "under-way":
        throw underWay("the same order is under way: give it again in a moment");
      case "ended":
        if (earlier.reply !== null) return earlier.reply as Reply;
        throw underWay("the order was carried out, and what it replied was shown once");
      case "none": {
        const reply = await run();
        await keepOrderReply(tx, keyHash, showsSecret ? undefined : reply);
        return reply;
      }
      default:
        return earlier satisfies never;
    }
  });
}

function invalid(message: string): AppError {
  return new AppError(message, { code: "request_invalid", retryable: false });
}

function underWay(message: string): AppError {
  return new AppError(message, { code: "held", retryable: false });
}
