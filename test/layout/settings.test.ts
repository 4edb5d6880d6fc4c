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

Every setting, by what takes it. All are environment variables; each may instead be a file of its name in
the folder that \`FIELDWORK_SECRETS_DIR\` names. An empty one counts as not set. \`--help\` of each program
prints its own. \`prepare\`, \`writer\`, \`enricher\`, \`planner\` and \`connector\` are the processes of the
production layout (\`docker compose up\`, \`npm run stack\`); \`npm start\` is the line in one process.

This page is made from the services' schemas (each \`config.ts\`), and a test holds it to them:
\`npx vitest run --config test/vitest.config.ts test/layout/settings.test.ts -u\` writes it anew.`;

describe("every setting", () => {
  test("stands in docs/settings.md as its schema has it", async () => {
    const page = settingsReference(takers, introduction);
    await expect(page).toMatchFileSnapshot(`${root}docs/settings.md`);
  });

  test.each(takers)("of $name says what it decides and what to set", ({ settings }) => {
    const silent = settings.filter(({ about, set }) => about === "" || set === "");
    expect(silent.map(({ name }) => name)).toEqual([]);
  });
});
