const pattern = /^(\d{4})-(\d\d)-(\d\d)$/;

/** Whether a text is a date that exists, as `YYYY-MM-DD`. It has no time zone, so nothing shifts it. */
export function isCalendarDate(text: string): boolean {
  if (!pattern.test(text)) return false;
  const time = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}
