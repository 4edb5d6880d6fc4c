import { createHmac, timingSafeEqual } from "node:crypto";
import { AppError } from "@fieldwork/runtime";

/** Cursors as they leave the house: signed for one route, so that nobody can make one. */
export interface Cursors {
  /** @throws AppError `request_invalid` for one that was not given out for this route. */
  open(route: string, signed: string): string;
  sign(route: string, cursor: string): string;
}

const signatureBytes = 16;

/** Pure. */
export function createCursors(key: string): Cursors {
  const signatureOf = (route: string, cursor: string) =>
    createHmac("sha256", key).update(`${route} ${cursor}`).digest().subarray(0, signatureBytes);
  return {
    sign: (route, cursor) => `${cursor}.${signatureOf(route, cursor).toString("base64url")}`,
    open(route, signed) {
      const end = signed.lastIndexOf(".");
      const cursor = signed.slice(0, Math.max(end, 0));
      const signature = Buffer.from(signed.slice(end + 1), "base64url");
      const expected = signatureOf(route, cursor);
      if (signature.length === expected.length && timingSafeEqual(signature, expected))
        return cursor;
      throw new AppError(
        "the cursor belongs to another list or filter; start from the first page",
        {
          code: "request_invalid",
          retryable: false,
        },
      );
    },
  };
}
