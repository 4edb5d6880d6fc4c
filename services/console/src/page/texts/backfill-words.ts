import { countText } from "../ui/money.ts";

/** What the texts about backfills are put together from. */

export function several(count: number, one: string, more: string): string {
  return `${countText(count)} ${count === 1 ? one : more}`;
}

export function records(count: number): string {
  return several(count, "record", "records");
}

export function hours(time: number): string {
  return durationText(time * 3600);
}

/** Pure. */
export function durationText(seconds: number): string {
  if (seconds > 0 && seconds < 1) return "less than a second";
  if (seconds < 90) return several(Math.ceil(seconds), "second", "seconds");
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} minutes`;
  return `${(minutes / 60).toFixed(1)} hours`;
}

export function rateText(perMinute: number): string {
  return perMinute >= 10 || perMinute === 0
    ? countText(Math.round(perMinute))
    : perMinute.toFixed(1);
}
