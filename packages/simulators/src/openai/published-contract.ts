import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";

/** Checks replies against OpenAI's published contract; each finding names the place. For tests. */
export function publishedContract(): (schemaName: string, reply: unknown) => string[] {
  const file = new URL("../../contracts/openai.json", import.meta.url);
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema(JSON.parse(readFileSync(file, "utf8")), "openai");
  return (schemaName, reply) => {
    const validate = ajv.getSchema(`openai#/components/schemas/${schemaName}`);
    if (!validate) throw new Error(`the contract has no ${schemaName}`);
    if (validate(reply)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}
