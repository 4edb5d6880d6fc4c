import { z } from "zod";

/** A limit of the calls to a CRM. */
export const callLimit = z.object({
  /** Such as `requests` or `searches`. */
  unit: z.string(),
  per: z.enum(["second", "ten-seconds", "minute", "day", "at-once"]),
  limit: z.number(),
});
export type CallLimit = z.infer<typeof callLimit>;

/** As the CRM's last reply about it said. */
export interface ToldLimit extends CallLimit {
  used: number;
  /** Of our app alone; otherwise of all that call the account. */
  isOfApp: boolean;
}
