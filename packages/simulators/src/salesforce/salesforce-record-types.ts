import {
  picklistValues,
  type SalesforceField,
  type SalesforceObjectName,
} from "./salesforce-fields.ts";

/** A type of the records of an object, with options of its own. */
export interface RecordType {
  /** Of 18 characters, beginning with `012`. */
  id: string;
  name: string;
  /** By picklist: the values that it takes; all of a field that is left out. */
  values?: Readonly<Record<string, readonly string[]>> | undefined;
}

export type RecordTypes = Partial<Record<SalesforceObjectName, readonly RecordType[]>>;

export const masterRecordType = "012000000000000AAA";

/** As describe lists them: the master type is always there. */
export function recordTypeInfos(types: readonly RecordType[] = []): unknown[] {
  const info = (id: string, name: string, master: boolean) => ({
    ...{ active: true, available: true, defaultRecordTypeMapping: master && types.length === 0 },
    ...{ developerName: name.replaceAll(" ", "_"), master, name, recordTypeId: id, urls: {} },
  });
  return [
    ...types.map(({ id, name }) => info(id, name, false)),
    info(masterRecordType, "Master", true),
  ];
}

/** What says of which type a record is, where there are any. */
export const recordTypeField: SalesforceField = {
  ...{ name: "RecordTypeId", label: "Record Type ID", type: "reference", length: 18 },
};

/** A picklist as the records of one type have it. */
export function inRecordType(
  field: SalesforceField,
  types: readonly RecordType[] | undefined,
  id: unknown,
): SalesforceField {
  const taken = types?.find((one) => one.id === id)?.values?.[field.name];
  if (taken === undefined) return field;
  return { ...field, values: picklistValues(field).filter(({ value }) => taken.includes(value)) };
}
