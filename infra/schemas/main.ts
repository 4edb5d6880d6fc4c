import { writeFile } from "node:fs/promises";
import { editorSchemas } from "./editor-schemas.ts";

/** Regenerates the JSON schemas: `node infra/schemas/main.ts`, after each change of a file's format. */
for (const [name, text] of editorSchemas()) {
  await writeFile(new URL(name, import.meta.url), text);
}
