import { type CustomField, customField } from "./salesforce-schema.ts";

/** A file of a metadata deployment: `objects/Account.object` says which fields it brings. */
export interface MetadataFile {
  path: string;
  content: string;
}

/** The types of the Metadata API, as describe calls them. */
const types: Readonly<Record<string, CustomField["type"]>> = {
  Checkbox: "boolean",
  Currency: "currency",
  Date: "date",
  DateTime: "datetime",
  Email: "email",
  LongTextArea: "textarea",
  MultiselectPicklist: "multipicklist",
  Number: "double",
  Phone: "phone",
  Picklist: "picklist",
  Text: "string",
  TextArea: "textarea",
  Url: "url",
};

/**
 * The fields that a deployment would bring.
 *
 * @throws Error for a field of a type that is not known here, or without what its type needs.
 */
export function customFieldsIn(files: readonly MetadataFile[]): CustomField[] {
  return files.flatMap(({ path, content }) => {
    const object = /(?:^|\/)objects\/(\w+)\.object$/.exec(path)?.[1];
    if (object === undefined) return [];
    return all(content, "fields").map((field) => fieldIn(object, field));
  });
}

function fieldIn(object: string, xml: string): CustomField {
  const [valueSet = ""] = all(xml, "valueSet");
  const own = xml.replace(valueSet, "");
  const type = needed(own, "type");
  const values = all(valueSet, "value").map((value) => ({
    value: needed(value, "fullName"),
    label: needed(value, "label"),
  }));
  const number = (name: string) => {
    const [found] = all(own, name);
    return found === undefined ? undefined : Number(found);
  };
  if (type === "Number" && number("precision") === undefined) throw missing("precision", xml);
  if (/Picklist$/.test(type) && values.length === 0) throw missing("valueSet", xml);
  return customField.parse({
    ...{ object, name: needed(own, "fullName"), label: needed(own, "label") },
    type: types[type],
    length: number("length"),
    precision: number("precision"),
    scale: number("scale"),
    ...(values.length > 0 && { values, isRestricted: valueSet.includes("<restricted>true<") }),
  });
}

/** The contents of every element of a name that holds none of its own kind. */
function all(xml: string, name: string): string[] {
  const pattern = new RegExp(`<${name}>([^]*?)</${name}>`, "g");
  return [...xml.matchAll(pattern)].flatMap(([, content]) => content ?? []);
}

function needed(xml: string, name: string): string {
  const [content] = all(xml, name);
  if (content === undefined) throw missing(name, xml);
  return content.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function missing(name: string, xml: string): Error {
  return new Error(`a field has no ${name}: ${xml.trim().slice(0, 200)}`);
}
