import { type WakeUp, wakeUp } from "@fieldwork/contracts";
import { z } from "zod";

/** What a job of the queue holds. */
export const wakeUpJob = z.object({ wakeUps: z.array(wakeUp).min(1) });
export type WakeUpJob = z.infer<typeof wakeUpJob>;

/** A job costs the queue as much as its wake-ups cost otherwise; more of them in one would save little. */
export const mostInOneJob = 10;
/** Fewer are sent one by one, so that all workers get some. */
const fewestTogether = 20;

/** Wake-ups that are sent at once, in as few jobs as all workers can share. Pure. */
export function toJobs(wakeUps: readonly WakeUp[]): WakeUpJob[] {
  const together = wakeUps.length < fewestTogether ? 1 : Math.ceil(wakeUps.length / mostInOneJob);
  const size = Math.min(mostInOneJob, together);
  return Array.from({ length: Math.ceil(wakeUps.length / size) }, (_, index) => ({
    wakeUps: wakeUps.slice(index * size, (index + 1) * size),
  }));
}

export function countWakeUps(jobs: readonly { data: unknown }[]): number {
  let count = 0;
  for (const { data } of jobs) count += wakeUpJob.safeParse(data).data?.wakeUps.length ?? 0;
  return count;
}
