import { z } from "zod";

/** What a route takes and replies. */
export interface Shape {
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodObject;
  reply: z.ZodType;
  /** Of a stream: each event, as its name and its data. */
  event?: z.ZodType;
}

export const time = z.iso.datetime();

/** A query of a list: where to go on, and how many rows. */
export const paged = {
  cursor: z.string().max(2000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

export function pageOf<Row extends z.ZodType>(row: Row) {
  return z.object({
    rows: z.array(row),
    next: z.string().nullable(),
    previous: z.string().nullable(),
  });
}

/** A value to filter a list by. */
export const filter = z.string().max(100).optional();
