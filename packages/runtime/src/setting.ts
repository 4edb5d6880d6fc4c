import { z } from "zod";

/** What people are told about a setting, in addition to its schema. */
export interface SettingMeta {
  /** What it means, in a sentence without a full stop. */
  about: string;
  /** What to set, if the schema and the name's unit do not say it all. */
  set?: string;
  /** Never shown and never logged. */
  secret?: true;
}

/** One setting as documents, `--help` and layouts show it. */
export interface SettingView {
  name: string;
  about: string;
  /** What to set, such as `milliseconds, at least 100`. */
  set: string;
  /** If only some values are allowed. */
  choices: readonly string[];
  /** As it would be set; undefined if there is none. */
  default: string | undefined;
  isRequired: boolean;
  isSecret: boolean;
}

const told = z.registry<SettingMeta>();

/**
 * A setting: its schema, with what people are told about it. This is the only definition of a setting;
 * compose file, `.env` example, reference and help are generated from it or compared with it. Wrap the
 * complete schema: a schema derived from it afterwards is another one, without the description.
 */
export function setting<S extends z.ZodType>(schema: S, meta: SettingMeta): S {
  const named = schema.clone();
  told.add(named, meta);
  return named;
}

/** The same setting with another default. */
export function withDefault<S extends z.ZodType>(
  schema: z.ZodDefault<S>,
  value: z.util.NoUndefined<z.output<S>>,
): z.ZodDefault<S> {
  return setting(schema.unwrap().default(value), metaOf(schema));
}

/** Whole milliseconds. */
export const milliseconds = z.coerce.number().int();
/** A whole number of at least 1. */
export const count = z.coerce.number().int().min(1);

function metaOf(schema: z.ZodType): SettingMeta {
  return told.get(schema) ?? { about: "" };
}

/** Every setting of a schema, in order. Pure. */
export function settingsOf({ shape }: z.ZodObject): SettingView[] {
  return Object.entries(shape).map(([name, schema]) => settingView(name, schema as z.ZodType));
}

function settingView(name: string, schema: z.ZodType): SettingView {
  const { about, set, secret = false } = metaOf(schema);
  const { default: value, enum: choices = [] } = jsonSchemaOf(schema);
  return {
    ...{ name, about, choices, set: set ?? whatToSet(name, schema) },
    default: value === undefined ? undefined : String(value),
    isRequired: !schema.safeParse(undefined).success,
    isSecret: secret,
  };
}

/** What to tell whoever set it wrongly. */
export function remedyFor(name: string, schema: z.ZodType): string {
  const { set, isRequired, default: value } = settingView(name, schema);
  return `Set ${set}${isRequired || value !== undefined ? "" : ", or leave it out"}`;
}

const units: readonly (readonly [RegExp, string])[] = [
  [/_MS$/, "milliseconds"],
  [/_DAYS$/, "days"],
];

function whatToSet(name: string, schema: z.ZodType): string {
  const { type, enum: choices, minimum, maximum } = jsonSchemaOf(schema);
  if (choices) return choices.length > 2 ? `one of ${choices.join(", ")}` : choices.join(" or ");
  if (type !== "integer") return "a text";
  const unit = units.find(([suffix]) => suffix.test(name))?.[1] ?? "a whole number";
  const { MIN_SAFE_INTEGER: least, MAX_SAFE_INTEGER: most } = Number;
  if (minimum === undefined || minimum === least) return unit;
  return maximum === undefined || maximum === most
    ? `${unit}, at least ${minimum}`
    : `${unit} from ${minimum} to ${maximum}`;
}

const describedByJson = z.object({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  default: z.union([z.string(), z.number()]).optional(),
});

function jsonSchemaOf(schema: z.ZodType): z.infer<typeof describedByJson> {
  return describedByJson.parse(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
}
