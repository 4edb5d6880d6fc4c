import { createHash } from "node:crypto";
import { AppError } from "@fieldwork/runtime";
import { z } from "zod";

/**
 * A position between two rows of a list, for whoever pages through it: opaque, and valid only for that
 * list and filter.
 */
export type Cursor = string & z.core.$brand<"cursor">;

/** The row that the place is next to, and which way the page lies. */
export interface Place {
  /** Values of the key as text: a JavaScript date would cut microseconds off, and rows would be lost. */
  key: readonly string[];
  towards: "next" | "previous";
}

const contents = z.tuple([z.string(), z.enum(["next", "previous"]), z.array(z.string())]);

/** What a cursor is good for: a list with everything that chooses among its rows. */
export function scopeOf(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 12);
}

export function cursorAt(scope: string, { key, towards }: Place): Cursor {
  return Buffer.from(JSON.stringify([scope, towards, key])).toString("base64url") as Cursor;
}

/** @throws AppError `request_invalid` for a cursor that was not made for this scope. */
export function placeOf(scope: string, cursor: string): Place {
  const parsed = contents.safeParse(parseJson(Buffer.from(cursor, "base64url").toString()));
  if (parsed.success && parsed.data[0] === scope) {
    const [, towards, key] = parsed.data;
    return { towards, key };
  }
  throw new AppError("the cursor belongs to another list or filter; start from the first page", {
    code: "request_invalid",
    retryable: false,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Then it is no cursor of ours, and is refused as such.
    return undefined;
  }
}
