import { z } from "zod";

/** Every error of the API, as `application/problem+json` (RFC 9457). */
export const problem = z.object({
  /** Always `about:blank`: the code tells what happened. */
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  /** What happened, where, and what to do. */
  detail: z.string(),
  /** Of the request, as its reply's `x-request-id` has it: the log of the api service names it. */
  requestId: z.string().optional(),
  /** What of the request is wrong, and where. */
  errors: z.array(z.object({ at: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problem>;
