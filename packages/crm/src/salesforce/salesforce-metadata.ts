import type { EnsureResult, MetadataFile, OutputField } from "../crm-adapter.ts";
import { salesforceName } from "./salesforce-fields.ts";

export interface MissingFields {
  sobject: string;
  fields: readonly OutputField[];
  apiVersion: string;
}

/**
 * The files that create missing fields, in the layout of the Metadata API, with a permission set: a
 * field that was only deployed is hidden from every user.
 */
export function missingFields({
  sobject,
  fields,
  apiVersion,
}: MissingFields): Extract<EnsureResult, { kind: "missing" }> {
  const permissionSet = `Fieldwork_${sobject}`;
  const metadata: MetadataFile[] = [
    { path: "package.xml", content: packageXml({ sobject, fields, apiVersion }, permissionSet) },
    { path: `objects/${sobject}.object`, content: objectXml(fields) },
    {
      path: `permissionsets/${permissionSet}.permissionset`,
      content: permissionSetXml(sobject, fields),
    },
  ];
  const names = fields.map(({ field }) => salesforceName(field));
  return {
    kind: "missing",
    fields: fields.map(({ field }) => field),
    remedy:
      `Salesforce's ${sobject} has no ${names.join(", ")} that our user can see. ` +
      "Deploy the metadata files (`sf project deploy start --metadata-dir <folder>`) and assign the " +
      `permission set ${permissionSet} to the user that the connection runs as`,
    metadata,
  };
}

function packageXml({ sobject, fields, apiVersion }: MissingFields, permissionSet: string): string {
  const members = fields.map(({ field }) => member(`${sobject}.${salesforceName(field)}`));
  return document("Package", [
    `  <types>\n${members.join("\n")}\n    <name>CustomField</name>\n  </types>`,
    `  <types>\n${member(permissionSet)}\n    <name>PermissionSet</name>\n  </types>`,
    `  <version>${apiVersion}</version>`,
  ]);
}

function member(name: string): string {
  return `    <members>${name}</members>`;
}

function objectXml(fields: readonly OutputField[]): string {
  return document(
    "CustomObject",
    fields.map((output) =>
      ["  <fields>", ...fieldLines(output).map((line) => `    ${line}`), "  </fields>"].join("\n"),
    ),
  );
}

const maxTextFieldChars = 255;
const minLongTextChars = 256;

function fieldLines(output: OutputField): string[] {
  const lines = [
    `<fullName>${salesforceName(output.field)}</fullName>`,
    "<description>Written by Fieldwork. A value entered by hand is kept.</description>",
    `<label>${xmlText(output.label)}</label>`,
  ];
  return [...lines, ...typeLines(output)];
}

function typeLines(output: OutputField): string[] {
  switch (output.type) {
    case "choice":
      return ["<type>Picklist</type>", ...valueSet(output.options.map(sameLabel))];
    case "choices":
      return [
        "<type>MultiselectPicklist</type>",
        ...valueSet(output.options.map(sameLabel)),
        "<visibleLines>4</visibleLines>",
      ];
    case "boolean":
      return [
        "<type>Picklist</type>",
        ...valueSet([
          { value: "true", label: "Yes" },
          { value: "false", label: "No" },
        ]),
      ];
    case "number":
      return numberLines(output.decimals);
    case "integer":
      return numberLines(0);
    case "date":
      return ["<type>Date</type>"];
    case "url":
      return ["<type>Url</type>"];
    case "text":
      return textLines(output);
    default:
      return output satisfies never;
  }
}

function textLines({ maxChars }: { maxChars: number }): string[] {
  if (maxChars <= maxTextFieldChars) {
    return ["<type>Text</type>", `<length>${maxChars}</length>`];
  }
  return [
    "<type>LongTextArea</type>",
    `<length>${Math.max(minLongTextChars, maxChars)}</length>`,
    "<visibleLines>3</visibleLines>",
  ];
}

/** The most digits that a number of Salesforce has. */
const precision = 18;

function numberLines(scale: number): string[] {
  return ["<type>Number</type>", `<precision>${precision}</precision>`, `<scale>${scale}</scale>`];
}

function sameLabel(option: string): { value: string; label: string } {
  return { value: option, label: option };
}

function valueSet(options: readonly { value: string; label: string }[]): string[] {
  const values = options.flatMap(({ value, label }) => [
    "    <value>",
    `      <fullName>${xmlText(value)}</fullName>`,
    "      <default>false</default>",
    `      <label>${xmlText(label)}</label>`,
    "    </value>",
  ]);
  return [
    "<valueSet>",
    "  <restricted>true</restricted>",
    "  <valueSetDefinition>",
    "    <sorted>false</sorted>",
    ...values,
    "  </valueSetDefinition>",
    "</valueSet>",
  ];
}

function permissionSetXml(sobject: string, fields: readonly OutputField[]): string {
  return document("PermissionSet", [
    ...fields.map(({ field }) =>
      [
        "  <fieldPermissions>",
        "    <editable>true</editable>",
        `    <field>${sobject}.${salesforceName(field)}</field>`,
        "    <readable>true</readable>",
        "  </fieldPermissions>",
      ].join("\n"),
    ),
    `  <label>Fieldwork: ${sobject}</label>`,
  ]);
}

function document(root: string, parts: readonly string[]): string {
  const namespace = "http://soap.sforce.com/2006/04/metadata";
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">\n${parts.join("\n")}\n</${root}>\n`;
}

function xmlText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
