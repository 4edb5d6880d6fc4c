import { cliConfig } from "@fieldwork/api";
import { embeddedProcess } from "@fieldwork/embedded";
import { layout } from "@fieldwork/infra/stack";
import { settingsOf } from "@fieldwork/runtime";
import { describe, expect, test } from "vitest";
import { root } from "./compose-file.ts";
import { settingsReference, type Taker } from "./settings-reference.ts";

const takers: readonly Taker[] = [
  ...layout.map(({ name, settings }) => ({ name, settings: settingsOf(settings) })),
  { name: "npm start", settings: settingsOf(embeddedProcess) },
  { name: "npx fieldwork", settings: settingsOf(cliConfig) },
];

const introduction = `# Settings

Every setting, grouped by the programs that read it. All are environment variables; each can also be a file of the same
name in the folder that \`FIELDWORK_SECRETS_DIR\` names. An empty variable counts as not set. \`--help\` of each program
lists its own. \`prepare\`, \`writer\`, \`enricher\`, \`planner\` and \`connector\` are the processes of the production
layout (\`docker compose up\`, \`npm run stack\`); \`npm start\` is the line in one process.

This page is generated from the services' schemas (each \`config.ts\`), and a test compares the two:
\`npx vitest run --config test/vitest.config.ts test/layout/settings.test.ts -u\` updates it.`;

describe("every setting", () => {
  test("is listed in docs/settings.md as its schema defines it", async () => {
    const page = settingsReference(takers, introduction);
    await expect(page).toMatchFileSnapshot(`${root}docs/settings.md`);
  });

  test.each(takers)("of $name says what it decides and what to set", ({ settings }) => {
    const silent = settings.filter(({ about, set }) => about === "" || set === "");
    expect(silent.map(({ name }) => name)).toEqual([]);
  });
});
