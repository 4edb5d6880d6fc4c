import { writeFile } from "node:fs/promises";
import { editorSchemas } from "./editor-schemas.ts";

/** Writes the JSON schemas anew: `node infra/schemas/main.ts`, after each change of a file's form. */
for (const [name, text] of editorSchemas()) {
  await writeFile(new URL(name, import.meta.url), text);
}
