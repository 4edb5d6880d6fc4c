import type { Deployment, MetadataFile, OutputField } from "../crm-adapter.ts";
import { salesforceName } from "./salesforce-fields.ts";

/** The fields of one object: those to be created, and all that our user has to see and edit. */
export interface FieldsOfObject {
  sobject: string;
  missing: readonly OutputField[];
  outputs: readonly OutputField[];
}

/**
 * The files that create missing fields, in the layout of the Metadata API, with a permission set for each
 * object: a field that was only deployed is hidden from every user.
 */
export function salesforceDeployment(
  objects: readonly FieldsOfObject[],
  apiVersion: string,
): Deployment {
  const metadata: MetadataFile[] = [
    { path: "package.xml", content: packageXml(objects, apiVersion) },
    ...objects.flatMap(({ sobject, missing, outputs }) => [
      { path: `objects/${sobject}.object`, content: objectXml(missing) },
      {
        path: `permissionsets/${permissionSetOf(sobject)}.permissionset`,
        content: permissionSetXml(sobject, outputs),
      },
    ]),
  ];
  const sets = objects.map(({ sobject }) => permissionSetOf(sobject));
  const assign = sets.map((name) => `--name ${name}`).join(" ");
  return {
    metadata,
    remedyIn: (folder) =>
      `Deploy the metadata files: sf project deploy start --metadata-dir ${folder} --target-org <org>. ` +
      "Then assign the permission sets to the user that the connection runs as: " +
      `sf org assign permset ${assign} --target-org <org> --on-behalf-of <user>`,
  };
}

function permissionSetOf(sobject: string): string {
  return `Fieldwork_${sobject}`;
}

function packageXml(objects: readonly FieldsOfObject[], apiVersion: string): string {
  const fields = objects.flatMap(({ sobject, missing }) =>
    missing.map(({ field }) => member(`${sobject}.${salesforceName(field)}`)),
  );
  const sets = objects.map(({ sobject }) => member(permissionSetOf(sobject)));
  return document("Package", [
    `  <types>\n${fields.join("\n")}\n    <name>CustomField</name>\n  </types>`,
    `  <types>\n${sets.join("\n")}\n    <name>PermissionSet</name>\n  </types>`,
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
