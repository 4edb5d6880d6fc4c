import { AppError, stableHash } from "@fieldwork/runtime";
import type { Db } from "@fieldwork/store";
import { claimOrderKey, keepOrderReply, releaseOrderKey } from "@fieldwork/store/audit";
import { hashOf } from "../who/secrets.ts";
import { problemFrom } from "./problems.ts";

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
 * Carries an order out once for its key: given again, it is answered as the first time. A refused order
 * may be given again with the same key.
 *
 * @throws AppError `request_invalid` for a key of another order; `held` where the first has
 * not ended, or may have been cut off, and where its reply was shown once.
 */
export async function once<Reply>(
  db: Db,
  { who, key, request, showsSecret }: OnceRequest,
  run: () => Promise<Reply>,
): Promise<Reply> {
  if (key.length > maxKeyChars) throw invalid(`the key has more than ${maxKeyChars} characters`);
  const keyHash = hashOf(`${who} ${key}`);
  const earlier = await claimOrderKey(db, { keyHash, requestHash: stableHash(request) });
  switch (earlier.kind) {
    case "another":
      throw invalid("another order had the same Idempotency-Key: use a new one");
    case "under-way":
      throw underWay("the same order is under way, or was cut off: look at what became of it");
    case "ended":
      if (earlier.reply !== null) return earlier.reply as Reply;
      throw underWay("the order was carried out, and what it replied was shown once");
    case "none": {
      const reply = await run().catch(async (error: unknown) => {
        // Of a failure of ours it is not known what was done.
        if (problemFrom(error).status < 500) await releaseOrderKey(db, keyHash);
        throw error;
      });
      await keepOrderReply(db, keyHash, showsSecret ? undefined : reply);
      return reply;
    }
    default:
      return earlier satisfies never;
  }
}

function invalid(message: string): AppError {
  return new AppError(message, { code: "request_invalid", retryable: false });
}

function underWay(message: string): AppError {
  return new AppError(message, { code: "held", retryable: false });
}
