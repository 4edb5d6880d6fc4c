import type { CrmRecord, RecordFilter } from "@fieldwork/contracts";
import type { Cursor } from "../scan-pages.ts";

/** Which records to read, from where on, and how many at most. */
export interface ReadMatching {
  filter: RecordFilter;
  /** Of the page before; null: from the beginning. */
  token: Cursor | null;
  limit: number;
  /** How many the CRM counted, for whoever reads many in another way than few; left out, it reads them as few. */
  expected?: number | undefined;
}

export interface MatchingPage {
  records: readonly CrmRecord[];
  /** As a search shows them, whose index may be behind the records themselves. */
  isFromSearch?: boolean | undefined;
  /** From where to read on, also after a restart; null: this was the last page. */
  token: Cursor | null;
  /**
   * When the CRM read these, by our clock in ms, if it did so before it was asked for the page: a job reads
   * all of them at once.
   */
  readAtMs?: number | undefined;
  /** The CRM has nothing ready yet: read on from the token after so long. */
  waitMs?: number | undefined;
  /** The job by which the CRM reads, or by which it could not. */
  job?: ReadJob | undefined;
}

/** A job in which the CRM itself makes ready what is then read page by page. */
export interface ReadJob {
  /** The CRM's own; null: it was not made. */
  id: string | null;
  /** `failed`: what is left is read by calls. `given-up`: its read has ended before the job was ready. */
  state: "preparing" | "reading" | "failed" | "given-up";
  /** Why it failed, or why the CRM did not abort it, in the CRM's words. */
  said: string | null;
}

/** How many calls a read takes, besides those for what people log on the records. */
export interface ReadCalls {
  atLeast: number;
  likely: number;
  atMost: number;
  /** By a job of the CRM's own. */
  byJob: boolean;
}

/** How many records match in the CRM itself. */
export interface SourceCount {
  count: number;
  is: "exact" | "at-least" | "at-most" | "about";
  /** Why it is not exact, for people; null if it is. */
  why: string | null;
}
