import type { RecordChanged } from "@fieldwork/contracts";

/** Where the next scan resumes. Opaque to everything but the adapter that made it; plain JSON. */
export type Cursor = Readonly<Record<string, string | number | null>>;

/** What the log carries of a record, except what whoever reads the page knows: when, and for the first time or not. */
export type Change = AsRead<RecordChanged>;
type AsRead<Event> = Event extends unknown ? Omit<Event, "readAt" | "isHistory"> : never;

export interface Page {
  changes: readonly Change[];
  /** Save it once the page is stored elsewhere; reading on from it misses nothing. */
  cursor: Cursor;
  /** When the CRM was asked for these, by our clock in ms, if that was before whoever reads asked for the page. */
  readAtMs?: number | undefined;
  /** Of the first scan alone, and only if what was there before it is to be read without being enriched. */
  history?: History | undefined;
}

/** Where the history of an object ends. */
export interface History {
  /** The CRM's clock when the first scan began: what has an older stamp is history. */
  beforeMs: number;
  /** Begins the same scan again, with the same end of history. */
  restart: Cursor;
}
