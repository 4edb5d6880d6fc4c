import { appendFile, cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Enrichment, loadEnrichments, releaseEnrichments } from "@fieldwork/enrichments";
import { listReleased } from "@fieldwork/store";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../testing/open-test-api.ts";
import type { DefinitionFiles } from "./proposals.ts";

const shipped = fileURLToPath(new URL("../../../../packages/enrichments/catalog", import.meta.url));
const name = "contact-role";
let api: TestApi;
let catalogDir: string;
/** Whose fields were created, where they can be. */
let created: string[];

const files: DefinitionFiles = { read: () => loadEnrichments({ catalogDir }) };

beforeAll(async () => {
  api = await openTestApi({ files });
});

beforeEach(async () => {
  await api.database.query("truncate definition, audit cascade");
  delete files.createFields;
  created = [];
  catalogDir = await mkdtemp(join(tmpdir(), "fieldwork-catalog-"));
  await cp(shipped, catalogDir, { recursive: true, filter: isCopied });
  return () => rm(catalogDir, { recursive: true });
});

afterAll(() => api.stop());

const list = () => api.client.call("proposals.list", {});
const release = (body: { hash: string; seen: string | null }) =>
  api.client.call("proposals.release", { params: { name }, body });
const releaseAll = async () =>
  releaseEnrichments(api.database, { enrichments: await files.read(), by: "Ada" });
const editPrompt = () => appendFile(join(catalogDir, name, "prompts", "1.md"), "\nBe brief.\n");
/** What is released unless told; without its locks it may be changed. */
const isCopied = (source: string) =>
  !/\/(?:deal-next-step|ticket-triage)$|lock\.json$/.test(source);
const createsFields = () => {
  files.createFields = async ({ name: one }: Enrichment) => void created.push(one);
};

async function hashOf(one: string): Promise<string> {
  return (await listReleased(api.database)).find((released) => released.name === one)?.hash ?? "";
}

test("what the files change is listed with its difference, and released as it was seen", async () => {
  await releaseAll();
  expect(await list()).toEqual({ areRead: true, problem: null, proposals: [] });
  const from = await hashOf(name);
  await editPrompt();
  const { proposals } = await list();
  expect(proposals).toMatchObject([
    { name, kind: "changed", from, changes: [{ at: "prompt" }], blocked: null },
  ]);
  const hash = proposals[0]?.hash ?? "";
  expect(await release({ hash, seen: from })).toEqual({ hash, before: from });
  expect(await hashOf(name)).toBe(hash);
  expect((await list()).proposals).toEqual([]);
  const audited = await api.database.query(
    "select order_name, subject from audit order by id desc limit 1",
  );
  expect(audited).toEqual([{ order_name: "definitions.release", subject: `definitions/${name}` }]);
});

test("nothing is released over files that have changed since, or a release of somebody else", async () => {
  await releaseAll();
  const from = await hashOf(name);
  await editPrompt();
  const hash = (await list()).proposals[0]?.hash ?? "";
  await editPrompt();
  const outdated = { problem: { code: "sheet_outdated" } };
  await expect(release({ hash, seen: from })).rejects.toMatchObject(outdated);
  const newer = (await list()).proposals[0]?.hash ?? "";
  await expect(release({ hash: newer, seen: "another" })).rejects.toMatchObject(outdated);
  expect(await hashOf(name)).toBe(from);
});

test("fields that no version has written are created first, or keep it from being released where they cannot be", async () => {
  const { proposals } = await list();
  expect(proposals.map(({ kind }) => kind)).toEqual(["new", "new"]);
  const blocked = expect.stringContaining("ai_seniority");
  expect(proposals[1]).toMatchObject({ name, from: null, blocked });
  const hash = proposals[1]?.hash ?? "";
  await expect(release({ hash, seen: null })).rejects.toMatchObject({
    problem: { code: "request_invalid", detail: blocked },
  });
  createsFields();
  expect((await list()).proposals[1]).toMatchObject({ name, blocked: null });
  await release({ hash, seen: null });
  expect([created, await hashOf(name)]).toEqual([[name], hash]);
});

test("what the files have no more stays released, and wrong files are told in place of proposals", async () => {
  await releaseAll();
  await rm(join(catalogDir, name), { recursive: true });
  expect((await list()).proposals).toMatchObject([
    { name, kind: "gone", hash: null, blocked: expect.stringContaining("stays released") },
  ]);
  await appendFile(join(catalogDir, "company-profile", "enrichment.yaml"), "\nsurprise: 1\n");
  expect(await list()).toMatchObject({
    ...{ areRead: true, problem: expect.stringContaining("surprise"), proposals: [] },
  });
});
