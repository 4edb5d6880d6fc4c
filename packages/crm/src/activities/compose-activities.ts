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

/** An activity as it is shown. */
export interface ShownActivity {
  id: string;
  text: string;
}

/** The activities as one text; null if there are none. Pure. */
export function composeActivities(shown: readonly ShownActivity[]): string | null {
  return shown.length === 0 ? null : shown.map(({ text }) => text).join("\n\n");
}

/**
 * The newest activities of a record that show anything, the newest first: each with its time and title,
 * without markup, and cut. Pure.
 */
export function newestActivities(
  activities: readonly Activity[],
  { newest, maxChars }: Pick<MappedActivity, "newest" | "maxChars">,
): ShownActivity[] {
  return activities
    .map((one) => ({ ...one, at: canonicalTime(one.at ?? "") ?? "" }))
    .toSorted((a, b) => compare(b.at, a.at) || compareIds(b.id, a.id))
    .flatMap((one) => {
      const text = readable(one.text, maxChars);
      const about = one.about.flatMap((part) => readable(part, maxAboutChars) || []).join(", ");
      if (text === "" && about === "") return [];
      const head = [minuteOf(one.at), about].filter(Boolean).join(": ");
      return [{ id: one.id, text: [head, text].filter(Boolean).join("\n") }];
    })
    .slice(0, newest);
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
