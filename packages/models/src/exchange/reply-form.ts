import type { StreamJoiner } from "./body.ts";
import type { VendorReply } from "./reply.ts";

/** How one API's replies are read, whole or streamed. */
export interface ReplyForm {
  read(body: unknown): VendorReply;
  joiner(): StreamJoiner;
}
