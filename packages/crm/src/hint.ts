import type { RecordRef, StreamGap } from "@fieldwork/contracts";
import type { ActivityKind } from "./activities/activity-kinds.ts";
import type { Change } from "./crm-adapter.ts";

/** News that a record may have changed: a reason to read it, never the change itself. */
export interface Hint {
  ref: RecordRef;
  /** What the CRM says became of it; only a read shows whether that still is so. */
  kind: "changed" | "deleted" | "restored";
  /** By the CRM's clock. */
  atMs: number;
  /** One of many that came of one doing, such as an import: it lets others pass. */
  isBulk: boolean;
  /** The one field that it is about; whoever reads no such field has no reason to read the record. */
  field?: string;
}

/** A note, e-mail, call or task of which the CRM tells something, without the records that it belongs to. */
export interface ToldActivity {
  connection: string;
  kind: ActivityKind;
  id: string;
  atMs: number;
  isBulk: boolean;
}

/** A call that a CRM makes, as it arrived. */
export interface WebhookCall {
  method: string;
  /** The whole address, as the CRM knows it. */
  url: string;
  /** Lower-case names. */
  headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  rawBody: Buffer;
}

export type WebhookVerdict =
  | {
      kind: "hints";
      hints: Hint[];
      /** Gone: those that show them are to be read. */
      ended: ToldActivity[];
      /** Back from the bin: those that they belong to are to be read. */
      restored: ToldActivity[];
    }
  /** It does not prove that the CRM made it. */
  | { kind: "refused"; why: string };

/** What a read of some records shows. */
export interface HintedRead {
  /** The records as they are, and the ends of those that are merged into them. */
  changes: Change[];
  /** There no more. */
  gone: string[];
}

/** Of a CRM that calls us when something changes. */
export interface Webhooks {
  /** Checks who made a call, and says what it tells. Pure but for the clock. */
  parse(call: WebhookCall, nowMs: number): WebhookVerdict;
}

/** What a CRM tells as it happens. */
export interface Pushed {
  hints: Hint[];
  /** Why the object has to be compared as a whole: nobody was told which records have changed. */
  reconcile: StreamGap | null;
  /** Where listening goes on once this is kept; null: at the end of the stream. */
  position: string | null;
}
