import { objectName } from "@fieldwork/contracts";
import {
  atPlace,
  type ConfigText,
  configError,
  type FileProblem,
  readYaml,
  toConfigProblem,
} from "@fieldwork/runtime";
import { z } from "zod";
import { activityKinds, mostActivities, mostActivityChars } from "../activities/activity-kinds.ts";
import { fieldType } from "./mapping.ts";

/** No vendor's names hold more, so none can be more than a name where it is put into a query. */
const vendorField = z
  .string()
  .regex(/^[A-Za-z]\w{0,99}$/, "Write the field's API name: letters, digits and underscores");
const vendorObject = z
  .string()
  .regex(/^\w[\w-]{0,99}$/, "Write the object's API name: letters, digits, underscores, hyphens");
const canonicalField = z
  .string()
  .regex(
    /^[a-z][a-zA-Z0-9]{0,39}$/,
    "Use letters and digits, starting with a lower-case letter: segment",
  );

const fieldEntry = z.union([
  /** Not read. */
  z.literal(false),
  vendorField,
  z
    .strictObject({
      /** The first of them that is set counts. */
      from: z.union([vendorField, z.array(vendorField).min(1)]),
      type: fieldType.optional(),
      /** For a phone number: the vendor's field with its country. */
      country: vendorField.optional(),
      /** Whether people look for records by it. */
      filterable: z.boolean().optional(),
    })
    .refine(({ type, country }) => country === undefined || type === "phone", {
      path: ["country"],
      message: "applies only to a phone number (type: phone)",
    }),
]);

const activityEntry = z.union([
  /** Not read. */
  z.literal(false),
  z.strictObject({
    /** So many of a record are read, 5 unless told. */
    newest: z.int().min(1).max(mostActivities).optional(),
    /** So much of each, 1,000 characters unless told. */
    maxChars: z.int().min(50).max(mostActivityChars).optional(),
  }),
]);

const objectEntry = z.strictObject({
  /** The vendor's name for the object; needed if the vendor's own mapping has none. */
  object: vendorObject.optional(),
  fields: z.record(canonicalField, fieldEntry),
  /** What people log on it: the newest are fields, such as recentNotes. */
  activities: z.partialRecord(z.enum(activityKinds), activityEntry).optional(),
});

/** `mapping.yaml`, for editors. */
export const mappingFile = z.strictObject({
  connections: z.record(z.string(), z.record(objectName, objectEntry)),
});

/**
 * `mapping.yaml`: by connection and object, what is read in addition to, or in place of, the vendor's
 * own mapping.
 */
export interface MappingFile extends z.infer<typeof mappingFile> {
  /** A problem that can only be found together with the connections. */
  problemAt(path: readonly PropertyKey[], problem: string, remedy: string): FileProblem;
}

/**
 * Reads the text of a `mapping.yaml`. Pure.
 *
 * @throws AppError `config_invalid`, naming every problem with file, line and column.
 */
export function loadMapping({ file, text }: ConfigText): MappingFile {
  const { parsed, placeOf, problems } = readYaml(text, { file, schema: mappingFile });
  if (parsed === undefined) throw mappingError(problems);
  return {
    ...parsed,
    problemAt: (path, problem, remedy) => atPlace({ path, problem, remedy }, { file, placeOf }),
  };
}

export function mappingError(problems: readonly FileProblem[]): Error {
  return configError(problems.map(toConfigProblem));
}
