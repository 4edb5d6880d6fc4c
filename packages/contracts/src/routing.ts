import { z } from "zod";

/** What models charge, from the lowest. */
export const costClasses = ["economy", "standard", "premium"] as const;
export const costClass = z.enum(costClasses);
export type CostClass = z.infer<typeof costClass>;

/** A model of the route that is asked first for a share of the records, which their hash decides. */
const experiment = z.strictObject({
  model: z.string(),
  percent: z.number().min(0.1).max(99.9),
});

/** Which model of a route is asked first; by default, in the order of the route. */
export const routing = z.strictObject({
  /** `fastest`: whichever has answered soonest lately, its failures counted. `cheapest`: by its price. */
  prefer: z.enum(["order", "fastest", "cheapest"]).optional(),
  /** Models of a higher class are asked last. */
  costClass: costClass.optional(),
  /** Whether the next model is asked at once when one has no room now; by default it is. Otherwise the work waits. */
  spill: z.boolean().optional(),
  /** What follows when a vendor refuses the content: by default, another vendor of the route is asked. */
  afterRefusal: z.enum(["another-vendor", "stop"]).optional(),
  experiment: experiment.optional(),
});
export type Routing = z.infer<typeof routing>;
