import type { Reply } from "@fieldwork/contracts/client";

export type FieldDetail = Reply<"records.fields">["enriched"][number];

/** A record as the address names it. */
export interface RecordParams {
  connection: string;
  object: string;
  id: string;
}

/** As orders name it; the API refuses an object that there is not. */
export function refOf({ connection, object, id }: RecordParams) {
  return { connection, object: object as "company" | "contact", id };
}
