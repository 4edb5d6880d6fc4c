import type { ObjectName } from "@fieldwork/contracts";
import { type FileProblem, nameRemedy } from "@fieldwork/runtime";
import { activityFields, activityKinds } from "../activities/activity-kinds.ts";
import { type VendorName, vendorOf, vendors } from "../vendors.ts";
import { extendMapping, type FieldType, type Mapping, vendorFieldsOf } from "./mapping.ts";
import { type MappingFile, mappingError } from "./mapping-file.ts";

export interface InputProblem {
  problem: string;
  remedy: string;
}

/** What is read of each connection. */
export interface Mappings {
  of(connection: NamedConnection): Mapping;
  /** Why an enrichment cannot read a canonical field; undefined if it can. */
  inputProblem(object: ObjectName, field: string): InputProblem | undefined;
  /** Where the field in which we write an output is itself read, and under which canonical names. */
  readersOf(object: ObjectName, outputField: string): OutputReader[];
  /** The canonical fields of each object that a connection marks as filterable. */
  filterable: Readonly<Record<ObjectName, readonly string[]>>;
}

export interface OutputReader {
  connection: string;
  field: string;
}

export interface NamedConnection {
  name: string;
  vendor: VendorName;
}

/**
 * The vendors' own mappings, with those of the file merged over them. Without connections, enrichments
 * are checked against the vendors' own.
 *
 * @throws AppError `config_invalid`, naming every problem of the file.
 */
export function createMappings(
  connections: readonly NamedConnection[],
  file?: MappingFile,
): Mappings {
  const problems = file === undefined ? [] : problemsOf(file, connections);
  if (problems.length > 0) throw mappingError(problems);
  const mappingOf = ({ name, vendor }: NamedConnection) =>
    extendMapping(vendorOf(vendor).mapping, file?.connections[name] ?? {});
  const mapped: readonly Mapped[] =
    connections.length > 0
      ? connections.map((one) => ({ ...one, mapping: mappingOf(one), file }))
      : vendors.map(({ name, mapping }) => ({ name, vendor: name, mapping, file: undefined }));
  return {
    of: mappingOf,
    inputProblem: (object, field) => inputProblem(mapped, object, field),
    readersOf: (object, outputField) =>
      mapped.flatMap((one) => readersIn(one, { object, outputField })),
    filterable: filterableOf(mapped),
  };
}

function filterableOf(mapped: readonly Mapped[]): Record<ObjectName, string[]> {
  const marked = mapped.flatMap(({ mapping }) =>
    [...mapping].flatMap(([object, { fields }]) =>
      fields.filter(({ filterable }) => filterable).map(({ field }) => ({ object, field })),
    ),
  );
  const byObject = Object.groupBy(marked, ({ object }) => object);
  return Object.fromEntries(
    Object.entries(byObject).map(([object, fields = []]) => [
      object,
      [...new Set(fields.map(({ field }) => field))],
    ]),
  );
}

interface Mapped extends NamedConnection {
  mapping: Mapping;
  file: MappingFile | undefined;
}

/** A connection without the object is not affected; a connection with it needs the field. */
function inputProblem(
  mapped: readonly Mapped[],
  object: ObjectName,
  field: string,
): InputProblem | undefined {
  const having = mapped.filter(({ mapping }) => mapping.has(object));
  if (having.length === 0) {
    return {
      problem: `no connection has an object ${object}`,
      remedy: `Map it in mapping.yaml, or name one of ${objectsIn(mapped).join(", ")}`,
    };
  }
  const lacking = having.filter(
    ({ name, mapping, file }) =>
      !fieldsIn(mapping, object).includes(field) &&
      !isDeclined(file?.connections[name]?.[object], field),
  );
  const known = [...new Set(having.flatMap(({ mapping }) => fieldsIn(mapping, object)))];
  if (lacking.length === 0) {
    if (known.includes(field)) return undefined;
  } else if (lacking.length < having.length) {
    const names = lacking.map(({ name }) => name).join(", ");
    return {
      problem: `${field} is not mapped in ${names}`,
      remedy: `Map it there, or write ${field}: false where there is no such field`,
    };
  }
  return {
    problem: `a ${object} has no canonical field ${field}`,
    remedy: `${nameRemedy(field, known)}, or map it in mapping.yaml`,
  };
}

/** Whether a mapping says that there is no such field. */
function isDeclined(entry: MappingFile["connections"][string][string] | undefined, field: string) {
  const kind = activityKinds.find((one) => activityFields[one] === field);
  return (
    entry?.fields[field] === false || (kind !== undefined && entry?.activities?.[kind] === false)
  );
}

/** A phone number's country counts as read with it. Vendors do not distinguish the case of names. */
function readersIn(
  { name: connection, vendor, mapping }: Mapped,
  { object, outputField }: { object: ObjectName; outputField: string },
): OutputReader[] {
  const written = vendorOf(vendor).outputName(outputField).toLowerCase();
  return (mapping.get(object)?.fields ?? [])
    .filter((one) =>
      vendorFieldsOf({ fields: [one] }).some((from) => from.toLowerCase() === written),
    )
    .map(({ field }) => ({ connection, field }));
}

function fieldsIn(mapping: Mapping, object: ObjectName): string[] {
  const { fields = [], activities = [] } = mapping.get(object) ?? {};
  return [...fields, ...activities].map(({ field }) => field);
}

function objectsIn(mapped: readonly Mapped[]): ObjectName[] {
  return [...new Set(mapped.flatMap(({ mapping }) => [...mapping.keys()]))];
}

function problemsOf(file: MappingFile, connections: readonly NamedConnection[]): FileProblem[] {
  return [
    ...strangers(file, connections),
    ...nameless(file, connections),
    ...conflicts(file, connections),
  ];
}

function strangers(file: MappingFile, connections: readonly NamedConnection[]): FileProblem[] {
  const names = connections.map(({ name }) => name);
  if (names.length === 0) return [];
  return Object.keys(file.connections)
    .filter((name) => !names.includes(name))
    .map((name) =>
      file.problemAt(
        ["connections", name],
        "there is no connection with this name",
        nameRemedy(name, names),
      ),
    );
}

/** If the vendor's own mapping does not have the object, the vendor's name for it is needed. */
function nameless(file: MappingFile, connections: readonly NamedConnection[]): FileProblem[] {
  return connections.flatMap(({ name, vendor }) =>
    Object.entries(file.connections[name] ?? {})
      .filter(([object, entry]) => !vendorOf(vendor).mapping.has(object) && !entry.object)
      .map(([object]) =>
        file.problemAt(
          ["connections", name, object],
          `the mapping does not say what ${vendor} calls a ${object}`,
          "Add object: with the vendor's name for it",
        ),
      ),
  );
}

/** A canonical field has one type, otherwise an enrichment would see two kinds of value under one name. */
function conflicts(file: MappingFile, connections: readonly NamedConnection[]): FileProblem[] {
  const first = new Map<string, { type: FieldType; name: string }>();
  return connections.flatMap(({ name, vendor }) => {
    const mapping = extendMapping(vendorOf(vendor).mapping, file.connections[name] ?? {});
    return [...mapping].flatMap(([object, { fields }]) =>
      fields.flatMap(({ field, type }) => {
        const key = `${object}.${field}`;
        const known = first.get(key) ?? { type, name };
        first.set(key, known);
        if (known.type === type) return [];
        return file.problemAt(
          ["connections", name, object, "fields", field],
          `is of type ${type}, and of type ${known.type} in ${known.name}`,
          "Give it the same type in both",
        );
      }),
    );
  });
}
