import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadEnrichments } from "./load-enrichments.ts";

let catalogDir: string;
let folder: string;

beforeEach(async () => {
  catalogDir = await mkdtemp(join(tmpdir(), "fieldwork-catalog-"));
  folder = join(catalogDir, "contact-role");
  const shipped = new URL("../catalog/contact-role", import.meta.url);
  await cp(shipped, folder, { recursive: true });
});

afterEach(() => rm(catalogDir, { recursive: true, force: true }));

const yaml = `name: contact-role
description: x
object: contact
inputs:
  - field: jobTitle
  - field: shoeSize
outputs:
  - name: seniority
    field: ai_seniority
    label: Seniority
    type: choice
    options: [Low, High]
    policy: sometimes
    colour: red
route: [baseline/tf-idf]
maxOutputTokens: 300
`;

async function problemsOf(): Promise<string> {
  return loadEnrichments({ catalogDir }).then(
    () => "",
    (error: Error) => error.message,
  );
}

test("loads the shipped catalog", async () => {
  const enrichments = await loadEnrichments();
  expect(enrichments.map(({ name }) => name)).toEqual(["company-profile", "contact-role"]);
  expect(enrichments[0]?.outputs.map(({ field }) => field)).toEqual(["ai_industry", "ai_summary"]);
  expect(enrichments[0]?.promptVersion).toMatch(/^[0-9a-f]{12}$/);
});

test("tells every problem of a definition at once, with file, line and remedy", async () => {
  await writeFile(join(folder, "enrichment.yaml"), yaml);
  await writeFile(
    join(folder, "examples.jsonl"),
    '{"inputs":{"jobTitle":"CEO"},"expected":{}}\n{oops\n',
  );
  const message = await problemsOf();
  expect(message).toMatch(
    /enrichment\.yaml:6: inputs\.1\.field: no canonical field of a contact is called shoeSize/,
  );
  expect(message).toMatch(/enrichment\.yaml:13: outputs\.0\.policy: .*Write one of own-or-empty/);
  expect(message).toMatch(/enrichment\.yaml:8: outputs\.0: .*colour.*Remove colour/);
  expect(message).toMatch(/examples\.jsonl:2: .*Write {"inputs"/);
});

test("tells syntax errors of YAML by their line", async () => {
  await writeFile(join(folder, "enrichment.yaml"), "name: contact-role\n  bad: [\n");
  expect(await problemsOf()).toMatch(/enrichment\.yaml:[23]: .*Write valid YAML/);
});

test("refuses a missing file, an empty prompt and a folder of another name", async () => {
  await rm(join(folder, "cases.jsonl"));
  expect(await problemsOf()).toMatch(/cases\.jsonl:1: is missing\. Write cases\.jsonl/);
  await writeFile(join(folder, "cases.jsonl"), "");
  await writeFile(join(folder, "prompt.md"), " \n");
  expect(await problemsOf()).toMatch(/prompt\.md:1: the prompt is empty/);
  await cp(folder, join(catalogDir, "other"), { recursive: true });
  expect(await problemsOf()).toMatch(/contact-role stands in the folder other/);
});

test("refuses examples of options and inputs that do not exist", async () => {
  const lines = [
    { inputs: { jobTitle: "CEO" }, expected: { seniority: "Emperor" } },
    { inputs: { shoeSize: "44" }, expected: { mood: "good" } },
  ];
  await writeFile(
    join(folder, "cases.jsonl"),
    lines.map((line) => JSON.stringify(line)).join("\n"),
  );
  const message = await problemsOf();
  expect(message).toMatch(
    /cases\.jsonl:1: "Emperor" is no option of seniority\. Give one of Owner/,
  );
  expect(message).toMatch(/cases\.jsonl:2: shoeSize is no input\. Name one of jobTitle/);
  expect(message).toMatch(/cases\.jsonl:2: mood is no output\. Name one of seniority, department/);
});

test("refuses a case that stands among the examples", async () => {
  const line = JSON.stringify({ inputs: { jobTitle: "CEO" }, expected: { seniority: "C-Level" } });
  await writeFile(join(folder, "examples.jsonl"), line);
  await writeFile(join(folder, "cases.jsonl"), `\n${line}`);
  expect(await problemsOf()).toMatch(/cases\.jsonl:2: the same inputs stand among the examples/);
});

test("refuses two enrichments that write one field", async () => {
  await cp(folder, join(catalogDir, "again"), { recursive: true });
  const text = await readFile(join(folder, "enrichment.yaml"), "utf8");
  await writeFile(
    join(catalogDir, "again", "enrichment.yaml"),
    text.replace("name: contact-role", "name: again"),
  );
  expect(await problemsOf()).toMatch(/again writes ai_seniority too/);
});

test("the prompt version changes with what the model is told, not with the route", async () => {
  const version = async (route?: string[]) =>
    (await loadEnrichments({ catalogDir, route }))[0]?.promptVersion;
  const before = await version();
  expect(await version(["openai/other"])).toBe(before);
  await writeFile(join(folder, "prompt.md"), "Say more.");
  expect(await version()).not.toBe(before);
});
