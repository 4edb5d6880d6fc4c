import { AppError } from "@fieldwork/runtime";
import type { Condition } from "./list.ts";

const maxWords = 8;

/**
 * Conditions that find the records whose name, domain or e-mail address hold each of these words. Pure.
 *
 * @throws AppError `request_invalid` unless a word has three letters or digits side by side: with fewer,
 * no index narrows the search. Letters beyond ASCII count for two and more.
 */
export function searchConditions(text: string): Condition[] {
  const words = text
    .split(/\s+/u)
    .filter((word) => word !== "")
    .slice(0, maxWords);
  if (!words.some((word) => /[a-zA-Z0-9]{3}|\P{ASCII}/u.test(word)))
    throw new AppError("write at least three letters or digits to search for", {
      code: "request_invalid",
      retryable: false,
    });
  return words.map((word) => {
    const sql = "record_text(fields) like record_text_with(?)";
    // The words themselves distinguish digits from letters that digits stand for, which costs as much
    // again.
    const holdsWord = `position(lower(? collate "pg_c_utf8") in record_words(fields)) > 0`;
    return { sql: /\d/u.test(word) ? `${sql} and ${holdsWord}` : sql, value: word };
  });
}
