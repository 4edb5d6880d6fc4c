import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAppError } from "@fieldwork/runtime";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type LoadOptions, loadEnrichments, shippedCatalog } from "./load-enrichments.ts";
import { lockPrompt } from "./prompt-lock/lock-prompt.ts";
import { withRoute } from "./versions.ts";

let catalogDir: string;
let folder: string;

beforeEach(async () => {
  catalogDir = await mkdtemp(join(tmpdir(), "fieldwork-catalog-"));
  folder = join(catalogDir, "mood");
  await writeFolder("mood");
});

afterEach(() => rm(catalogDir, { recursive: true, force: true }));

const yaml = `name: mood
description: How a contact feels
object: contact
inputs:
  - field: jobTitle
    required: true
outputs:
  - name: mood
    field: ai_mood
    label: AI mood
    type: choice
    options: [Good, Bad]
    optionHints:
      Good: glad
route: [baseline/tf-idf]
maxOutputTokens: 100
`;

const files = {
  "enrichment.yaml": yaml,
  "prompt.md": "Say how the contact feels.\n",
  "examples.jsonl": '{"inputs":{"jobTitle":"Clown"},"expected":{"mood":"Good"}}\n',
  "cases.jsonl": '{"inputs":{"jobTitle":"Critic"},"expected":{"mood":"Bad"}}\n',
};

const noCases = { "examples.jsonl": "", "cases.jsonl": "" };

async function writeFolder(name: string, changes: Partial<typeof files> = {}): Promise<void> {
  await mkdir(join(catalogDir, name));
  for (const [file, text] of Object.entries({ ...files, ...changes })) {
    await writeFile(join(catalogDir, name, file), text);
  }
}

/** Each line of the refusal, less the folder it tells of and the columns. */
async function problemsWith(changes: Partial<typeof files>): Promise<string[]> {
  for (const [file, text] of Object.entries(changes)) await writeFile(join(folder, file), text);
  return problems();
}

function inputProblem(object: string, field: string) {
  if (field !== "shoeSize") return undefined;
  return { problem: `no field of a ${object} is called ${field}`, remedy: "Name another" };
}

/** A mapping that reads the mood into a field of its own. */
function readersOf(object: string, outputField: string) {
  if (object !== "contact" || outputField !== "ai_mood") return [];
  return [{ connection: "acme", field: "lastMood" }];
}

async function problems(): Promise<string[]> {
  const error = await loadEnrichments({ catalogDir, reading: { inputProblem, readersOf } }).then(
    () => expect.unreachable("the catalog was accepted"),
    (reason: unknown) => reason,
  );
  if (!isAppError(error, "definition_invalid")) throw error;
  return error.message
    .split("\n")
    .slice(1)
    .map((line) => line.trim().replace(`${catalogDir}/`, ""))
    .map((line) => line.replace(/^(\S+:\d+):\d+:/, "$1:"));
}

test("loads the shipped catalog", async () => {
  const enrichments = await loadEnrichments();
  expect(enrichments.map(({ name, outputs }) => [name, outputs.map(({ field }) => field)])).toEqual(
    [
      ["company-profile", ["ai_industry", "ai_summary"]],
      ["contact-role", ["ai_seniority", "ai_department"]],
    ],
  );
  for (const { promptVersion, examples, cases, route } of enrichments) {
    expect(promptVersion).toMatch(/^[0-9a-f]{12}$/);
    expect(Math.min(examples.length, cases.length)).toBeGreaterThan(50);
    expect(route).toEqual(["baseline/tf-idf"]);
  }
});

test("of the shipped catalog, what not everybody keeps is loaded where it is named", async () => {
  const load = async (options: LoadOptions) =>
    (await loadEnrichments(options)).map(({ name }) => name);
  const all = ["company-profile", "contact-role", "deal-next-step", "ticket-triage"];
  expect(await load({ names: all })).toEqual(all);
  expect(await load({ catalogDir: shippedCatalog })).toEqual(await load({}));
  expect(await load({ names: ["ticket-triage", "contact-role"] })).toEqual([
    "contact-role",
    "ticket-triage",
  ]);
  await expect(load({ names: ["ticket-triag"] })).rejects.toThrow(
    /has no enrichment ticket-triag\. .*ticket-triage/,
  );
});

test("the model of an experiment is one of the route", async () => {
  const tried = `${yaml}routing:\n  experiment: { model: openai/b, percent: 10 }\n`;
  expect(await problemsWith({ "enrichment.yaml": tried })).toEqual([
    expect.stringContaining(
      "enrichment.yaml:18: routing.experiment.model: openai/b is not in the route",
    ),
  ]);
});

test("an identity is of a company, and of its inputs", async () => {
  expect(await problemsWith({ "enrichment.yaml": `${yaml}identity: [title]\n` })).toEqual([
    expect.stringContaining("enrichment.yaml:17: identity: a contact is in one CRM alone"),
  ]);
  const ofCompany = yaml.replace("object: contact", "object: company");
  expect(await problemsWith({ "enrichment.yaml": `${ofCompany}identity: [shoeSize]\n` })).toEqual([
    expect.stringContaining("enrichment.yaml:17: identity.0: shoeSize is not an input"),
  ]);
});

test("tells every problem of every file at once, with file, line and remedy", async () => {
  await writeFolder("other", { "enrichment.yaml": yaml, "prompt.md": " \n" });
  const broken = yaml
    .replace("object: contact", "object: contact\ncolour: red")
    .replace("    required: true", "  - field: shoeSize")
    .replace("label: AI mood", "policy: sometimes")
    .replace("[baseline/tf-idf]", "\n  - baseline");
  const lines = await problemsWith({
    "enrichment.yaml": broken,
    "examples.jsonl": '\n{oops\n{"inputs":{"jobTitle":"Clown"},"expected":{"mood":"Sad"}}\n',
    "cases.jsonl": '{"inputs":{"jobTitle":1},"expected":{"mood":2},"extra":3}\n',
  });
  expect(lines).toEqual([
    "mood/enrichment.yaml:9: outputs.0.label: is missing. Add it",
    'mood/enrichment.yaml:11: outputs.0.policy: "sometimes" is not allowed. Write one of own-or-empty, if-empty, always, never',
    'mood/enrichment.yaml:17: route.0: "baseline" has the wrong form. Write provider/model, such as baseline/tf-idf',
    "mood/enrichment.yaml:4: colour: there is no such key. Remove it, or correct its spelling",
    expect.stringMatching(
      /^mood\/enrichment\.yaml:7: inputs\.1\.field: no field of a contact is called shoeSize\. Name another$/,
    ),
    expect.stringMatching(/^mood\/examples\.jsonl:2: is not JSON: .*\. Write {"inputs"/),
    'mood/examples.jsonl:3: "Sad" is not an option of mood. Give one of Good, Bad',
    expect.stringMatching(/^mood\/cases\.jsonl:1: inputs: jobTitle: .*string/),
    expect.stringMatching(/^mood\/cases\.jsonl:1: expected: mood: .*string/),
    expect.stringMatching(/^mood\/cases\.jsonl:1: .*extra/),
    "other/enrichment.yaml:1: name: mood is in the folder other. Rename the folder, or write name: other",
    "other/prompt.md:1: the prompt is empty. Say what should be answered",
    expect.stringMatching(/^other\/enrichment\.yaml:1: the name mood is taken by \S*\/mood\//),
    expect.stringMatching(/^other\/enrichment\.yaml:8: the contact output mood is taken by/),
    expect.stringMatching(/^other\/enrichment\.yaml:9: the contact field ai_mood is taken by/),
  ]);
});

describe("refuses a definition", () => {
  test("that reads its own answer by way of a mapping", async () => {
    const looped = yaml.replace("    required: true", "    required: true\n  - field: lastMood");
    expect(await problemsWith({ "enrichment.yaml": looped })).toEqual([
      "mood/enrichment.yaml:7: inputs.1.field: lastMood is read from ai_mood in acme, so each answer would cause another question: mood → mood. Map it from another field in mapping.yaml, or leave out this input",
    ]);
  });

  test("that is no YAML, and looks into the other files all the same", async () => {
    const lines = await problemsWith({
      "enrichment.yaml": "name: mood\nname: mood\n",
      "prompt.md": "",
    });
    expect(lines).toEqual([
      "mood/enrichment.yaml:2: Map keys must be unique. Correct its syntax",
      "mood/prompt.md:1: the prompt is empty. Say what should be answered",
    ]);
  });

  test("that is empty", async () => {
    const [line] = await problemsWith({ "enrichment.yaml": "# nothing\n" });
    expect(line).toMatch(/^mood\/enrichment\.yaml:1: the file: /);
  });

  test("that lacks files", async () => {
    await rm(join(folder, "cases.jsonl"));
    await rm(join(folder, "enrichment.yaml"));
    expect(await problems()).toEqual([
      "mood/enrichment.yaml:1: the file is missing. Write enrichment.yaml; the shipped catalog shows how",
      "mood/cases.jsonl:1: the file is missing. Write cases.jsonl; the shipped catalog shows how",
    ]);
  });

  test("that names a thing twice, or hints at no option", async () => {
    const twice = yaml
      .replace("    required: true", "  - field: jobTitle")
      .replace("[Good, Bad]", "[Good, Bad, Good]")
      .replace("Good: glad", "Glad: good")
      .replace(
        "route:",
        "  - name: mood\n    field: ai_mood\n    label: x\n    type: text\n    maxChars: 9\nroute:",
      );
    expect(await problemsWith({ "enrichment.yaml": twice })).toEqual([
      "mood/enrichment.yaml:6: inputs.1.field: jobTitle appears twice among the inputs. Remove one of the two, or rename it",
      "mood/enrichment.yaml:15: outputs.1.name: mood appears twice among the outputs. Remove one of the two, or rename it",
      "mood/enrichment.yaml:16: outputs.1.field: ai_mood appears twice among the outputs. Remove one of the two, or rename it",
      "mood/enrichment.yaml:12: outputs.0.options.2: the option Good appears twice. Remove one of the two",
      "mood/enrichment.yaml:14: outputs.0.optionHints.Glad: Glad is not an option. Name one of Good, Bad",
    ]);
  });

  test("whose options cannot be told apart by their answers, or show nothing", async () => {
    const alike = yaml.replace(
      "[Good, Bad]",
      '[Good, "GOOD ", "Well – done", "well - done", "\u200b"]',
    );
    expect(await problemsWith({ "enrichment.yaml": alike, ...noCases })).toEqual([
      "mood/enrichment.yaml:12: outputs.0.options.1: the option GOOD  cannot be distinguished from Good. Remove one of the two",
      "mood/enrichment.yaml:12: outputs.0.options.3: the option well - done cannot be distinguished from Well – done. Remove one of the two",
      "mood/enrichment.yaml:12: outputs.0.options.4: the option displays as nothing. Use letters, digits or symbols",
    ]);
  });

  test("that writes what it reads", async () => {
    const loop = yaml.replaceAll("jobTitle", "email").replace("ai_mood", "email");
    const [line] = await problemsWith({ "enrichment.yaml": loop });
    expect(line).toMatch(/^mood\/enrichment\.yaml:9: outputs\.0\.field: email is also an input/);
  });

  test("whose output is of no known type", async () => {
    const [line] = await problemsWith({ "enrichment.yaml": yaml.replace("choice", "colour") });
    expect(line).toMatch(
      /^mood\/enrichment\.yaml:11: outputs\.0\.type: .*Write one of choice, choices, text, number, integer, boolean, date, url$/,
    );
  });

  test("whose examples name other inputs or outputs, or lack a required input", async () => {
    const line = JSON.stringify({ inputs: { shoeSize: "44" }, expected: { size: "big" } });
    expect(await problemsWith({ "examples.jsonl": line })).toEqual([
      "mood/examples.jsonl:1: shoeSize is not an input. Name one of jobTitle",
      "mood/examples.jsonl:1: the required input jobTitle is missing. Add it: without it nothing would be asked",
      "mood/examples.jsonl:1: size is not an output. Name one of mood",
    ]);
  });

  test("whose cases stand among its examples, however written", async () => {
    const line = JSON.stringify({ inputs: { jobTitle: " CLOWN" }, expected: { mood: "Good" } });
    expect(await problemsWith({ "cases.jsonl": `\n${line}` })).toEqual([
      "mood/cases.jsonl:2: the same inputs are in line 1 of the examples. Keep the case in one of the two files",
    ]);
  });
});

test("reads further catalogs beside the shipped one", async () => {
  const enrichments = await loadEnrichments({ extraDirs: [catalogDir] });
  expect(enrichments.map(({ name }) => name)).toEqual(["company-profile", "contact-role", "mood"]);
});

test("refuses a catalog that cannot be read", async () => {
  await expect(loadEnrichments({ catalogDir: join(catalogDir, "none") })).rejects.toThrow(
    /\[definition_invalid\] the catalog .*none cannot be read/,
  );
});

test("the prompt version changes with what a model is told and learns from, not with route or policy", async () => {
  const version = async () => (await loadEnrichments({ catalogDir }))[0]?.promptVersion;
  const change = async (file: keyof typeof files, before: string, after: string) => {
    const text = await readFile(join(folder, file), "utf8");
    await writeFile(join(folder, file), text.replace(before, after));
    return version();
  };
  const before = await version();
  expect(await change("enrichment.yaml", "baseline/tf-idf", "openai/x")).toBe(before);
  expect(await change("enrichment.yaml", "type:", "policy: always\n    type:")).toBe(before);
  expect(await change("cases.jsonl", "Critic", "Judge")).toBe(before);
  const versions = [
    before,
    await change("examples.jsonl", "Clown", "Poet"),
    await change("enrichment.yaml", "glad", "cheerful"),
    await change("prompt.md", "feels", "felt"),
  ];
  expect(new Set(versions).size).toBe(4);
});

test("the hash changes with anything that the files say, and with nothing else", async () => {
  const hash = async () => (await loadEnrichments({ catalogDir }))[0]?.hash;
  const change = async (file: keyof typeof files, before: string, after: string) => {
    const text = await readFile(join(folder, file), "utf8");
    await writeFile(join(folder, file), text.replace(before, after));
    return hash();
  };
  const first = await hash();
  expect(first).toMatch(/^[0-9a-f]{12}$/);
  expect(await change("enrichment.yaml", "name: mood", "# a comment\nname: mood")).toBe(first);
  const hashes = [
    first,
    await change("enrichment.yaml", "baseline/tf-idf", "openai/x"),
    await change("enrichment.yaml", "type:", "policy: always\n    type:"),
    await change("cases.jsonl", "Critic", "Judge"),
    await change("examples.jsonl", "Clown", "Poet"),
    await change("prompt.md", "feels", "felt"),
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
});

test("another route asks other models by the same definition", async () => {
  const [mood] = withRoute(await loadEnrichments({ catalogDir }), ["openai/x"]);
  const [proposed] = await loadEnrichments({ catalogDir });
  expect(mood).toEqual({ ...proposed, route: ["openai/x"] });
});

describe("of a prompt that is kept in versions", () => {
  const prompts = () => join(folder, "prompts");

  beforeEach(async () => {
    await mkdir(prompts());
    await rename(join(folder, "prompt.md"), join(prompts(), "1.md"));
  });

  const lock = async () => {
    const [{ promptVersion } = { promptVersion: "" }] = await loadEnrichments({
      catalogDir,
      mayBeUnreleased: true,
    });
    const figures = {
      ...{ model: "baseline/tf-idf", measuredOn: "2026-11-27", cases: 1, casesHash: "c" },
      ...{ costNanoUsd: null, outputs: {} },
    };
    return lockPrompt(folder, { promptVersion, figures: [figures] });
  };

  test("the one with the highest number is asked", async () => {
    await writeFile(join(prompts(), "2.md"), "Say how glad the contact is.\n");
    await writeFile(join(prompts(), "10.md"), "Say how sad the contact is.\n");
    const [mood] = await loadEnrichments({ catalogDir });
    expect(mood?.prompt).toBe("Say how sad the contact is.\n");
  });

  test("models-49: a locked version never changes; the next one is released once it is measured", async () => {
    expect(await lock()).toEqual({ file: join(prompts(), "lock.json"), version: 1 });
    expect(await loadEnrichments({ catalogDir })).toHaveLength(1);
    await writeFile(join(prompts(), "2.md"), "Say how glad the contact is.\n");
    expect(await problems()).toEqual([
      "mood/prompts/2.md:1: has no figures yet. Measure it with npx fieldwork evaluate mood --files --lock",
    ]);
    expect(await lock()).toMatchObject({ version: 2 });
    expect(await loadEnrichments({ catalogDir })).toHaveLength(1);
    await writeFile(join(prompts(), "1.md"), "Say what the contact feels.\n");
    expect(await problems()).toEqual([
      "mood/prompts/1.md:1: has changed since it was released. Restore it. Write prompts/3.md, and measure it with npx fieldwork evaluate mood --files --lock",
    ]);
  });

  test("models-49: examples change only with a new version", async () => {
    await lock();
    expect(await problemsWith({ "examples.jsonl": "" })).toEqual([
      "mood/prompts/lock.json:1: inputs, outputs, examples or vocabulary have changed since version 1 of the prompt was released. Write prompts/2.md, and measure it with npx fieldwork evaluate mood --files --lock; it may say the same",
    ]);
  });

  test("there is no prompt beside them", async () => {
    expect(await problemsWith({ "prompt.md": "Say how the contact feels.\n" })).toEqual([
      "mood/prompt.md:1: the versions in prompts/ are the prompt. Delete one of the two",
    ]);
  });
});
