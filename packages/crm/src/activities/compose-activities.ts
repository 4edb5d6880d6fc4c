import { cleanText, cutText, isBlankText } from "@fieldwork/contracts";
import { plainText } from "@fieldwork/contracts/text";
import { canonicalTime } from "../canonical-values.ts";
import type { MappedActivity } from "./activity-kinds.ts";

/** One note, e-mail, call or task, as its CRM has it. */
export interface Activity {
  id: string;
  /** When it happened, or is due; as the CRM writes it. */
  at: string | null;
  /** A title, a direction, a state: what stands in front of the text. */
  about: readonly (string | null)[];
  /** Plain or HTML. */
  text: string | null;
}

/**
 * The newest activities of a record as one text, the newest first: each with its time and title, without
 * markup, and cut. Null if there are none that show anything. Pure.
 */
export function composeActivities(
  activities: readonly Activity[],
  { newest, maxChars }: Pick<MappedActivity, "newest" | "maxChars">,
): string | null {
  const shown = activities
    .map((one) => ({ ...one, at: canonicalTime(one.at ?? "") ?? "" }))
    .toSorted((a, b) => compare(b.at, a.at) || compareIds(b.id, a.id))
    .flatMap((one) => {
      const text = readable(one.text, maxChars);
      const about = one.about.flatMap((part) => readable(part, maxAboutChars) || []).join(", ");
      if (text === "" && about === "") return [];
      return [
        [[minuteOf(one.at), about].filter(Boolean).join(": "), text].filter(Boolean).join("\n"),
      ];
    })
    .slice(0, newest);
  return shown.length === 0 ? null : shown.join("\n\n");
}

const maxAboutChars = 200;

/** Text whose beginnings of tags begin none: the whole must not be taken for markup again. */
function readable(text: string | null, maxChars: number): string {
  if (isBlankText(text) || text === null) return "";
  const plain = cleanText(plainText(text)).replace(/<(?=[a-z/!?])/gi, "< ");
  const lines = plain.replace(/[ \t]+\n/g, "\n").replace(/\n{2,}/g, "\n");
  return cutText(lines.trim(), { maxChars }).trimEnd();
}

/** In UTC, without seconds. */
function minuteOf(at: string): string {
  return at === "" ? "" : `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Ids that are numbers go by their size. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || compare(a, b);
}
