import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";

/** Checks requests and replies against a vendor's published contract; each finding names the place. For tests. */
export function publishedContract(vendor: string): (schemaName: string, body: unknown) => string[] {
  const file = new URL(`../../../contracts/${vendor}.json`, import.meta.url);
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema(JSON.parse(readFileSync(file, "utf8"), withoutNullable), vendor);
  return (schemaName, body) => {
    const validate = ajv.getSchema(`${vendor}#/components/schemas/${schemaName}`);
    if (!validate) throw new Error(`the contract has no ${schemaName}`);
    if (validate(body)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}

/** Parts of the contract still say `nullable`, a word of OpenAPI 3.0 that JSON Schema does not have. */
function withoutNullable(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("nullable" in value)) return value;
  const { nullable, ...schema } = value;
  return nullable === true ? { anyOf: [schema, { type: "null" }] } : schema;
}
