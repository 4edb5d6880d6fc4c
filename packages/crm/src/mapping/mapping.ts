import type { ObjectName } from "@fieldwork/contracts";
import { configError } from "@fieldwork/runtime";
import { z } from "zod";
import {
  type ActivityEntries,
  extendActivities,
  type MappedActivity,
} from "../activities/activity-kinds.ts";

/** How a vendor's value becomes canonical text: see `read-field.ts`. */
export const fieldType = z.enum([
  "text",
  "number",
  "integer",
  "boolean",
  "date",
  "time",
  "timeZone",
  "choice",
  "choices",
  "url",
  "domain",
  "phone",
  "email",
]);
export type FieldType = z.infer<typeof fieldType>;

/** A canonical field and where one vendor keeps it. */
export interface MappedField {
  field: string;
  type: FieldType;
  /** The vendor's fields; the first that is set counts. */
  from: readonly string[];
  /** For a phone number: the vendor's field with its country. */
  country?: string | undefined;
  /** Whether people look for records by it. */
  filterable: boolean;
}

export interface MappedObject {
  /** The vendor's name for it. */
  vendorObject: string;
  fields: readonly MappedField[];
  /** What people log on it, as far as that is read. */
  activities: readonly MappedActivity[];
}

/** What is read of one connection: its objects by their canonical names. */
export type Mapping = ReadonlyMap<ObjectName, MappedObject>;

/** One object as a mapping defines it. */
export interface MappingEntry {
  object?: string | undefined;
  fields: Readonly<Record<string, FieldEntry>>;
  activities?: ActivityEntries | undefined;
}

/** A vendor's field; the same with more about it; or that it is not read. */
export type FieldEntry =
  | string
  | false
  | {
      from: string | readonly string[];
      type?: FieldType | undefined;
      country?: string | undefined;
      filterable?: boolean | undefined;
    };

/**
 * A mapping with `entries` merged over what it has; a field keeps its type if none is given, and stays
 * filterable.
 */
export function extendMapping(
  base: Mapping,
  entries: Readonly<Record<ObjectName, MappingEntry>>,
): Mapping {
  const extended = new Map(base);
  for (const [object, entry] of Object.entries(entries)) {
    const { object: vendorObject, fields, activities = {} } = entry;
    const known = base.get(object);
    const byName = new Map(known?.fields.map((one) => [one.field, one]));
    for (const [field, one] of Object.entries(fields)) {
      if (one === false) byName.delete(field);
      else byName.set(field, mappedField(field, one, byName.get(field)));
    }
    extended.set(object, {
      vendorObject: vendorObject ?? known?.vendorObject ?? object,
      fields: [...byName.values()],
      activities: extendActivities(known?.activities ?? [], activities).filter(
        ({ field }) => fields[field] !== false,
      ),
    });
  }
  return extended;
}

function mappedField(
  field: string,
  entry: Exclude<FieldEntry, false>,
  known: MappedField | undefined,
): MappedField {
  const { from, type, country, filterable } = typeof entry === "string" ? { from: entry } : entry;
  return {
    field,
    type: type ?? known?.type ?? "text",
    from: typeof from === "string" ? [from] : from,
    country,
    filterable: filterable ?? known?.filterable ?? false,
  };
}

/** Every vendor field that a mapped object is built from. */
export function vendorFieldsOf({ fields }: Pick<MappedObject, "fields">): string[] {
  const first = fields.flatMap(({ from }) => from.slice(0, 1));
  const others = fields.flatMap(({ from, country }) => [...from.slice(1), country ?? []].flat());
  return [...new Set([...first, ...others])];
}

/**
 * What a vendor derives from each object of a mapping, and a clear refusal of an object that is not
 * mapped.
 */
export function objectsOf<T>(
  mapping: Mapping,
  make: (mapped: MappedObject) => T,
): (object: ObjectName) => T {
  const objects = new Map([...mapping].map(([object, mapped]) => [object, make(mapped)]));
  return (object) => {
    const found = objects.get(object);
    if (found !== undefined) return found;
    const remedy = "Map it in mapping.yaml";
    throw configError([{ what: object, problem: "is not an object of this connection", remedy }]);
  };
}
