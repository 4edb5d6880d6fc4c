import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configError, failureText, loadAll } from "@fieldwork/runtime";
import { expect, onTestFinished, test } from "vitest";
import { loadEnrichments } from "./load-enrichments.ts";

test("a file that cannot be read is a mistake like any other, and hides none", async () => {
  const catalogDir = await mkdtemp(join(tmpdir(), "fieldwork-catalog-"));
  onTestFinished(() => rm(catalogDir, { recursive: true }));
  // Root may read everything but a folder.
  await mkdir(join(catalogDir, "profile", "enrichment.yaml"), { recursive: true });
  const failure = await loadAll({
    settings: () => {
      throw configError([{ what: "DATABASE_URL", problem: "is missing" }]);
    },
    enrichments: () => loadEnrichments({ catalogDir }),
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  const told = failureText(failure);
  expect(told).toMatch(/DATABASE_URL: is missing/);
  expect(told).toMatch(/profile\/enrichment\.yaml cannot be read/);
  expect(told).not.toMatch(/\n\s+at /);
});

test("every name that the catalog does not have is told at once", async () => {
  const loading = loadEnrichments({ names: ["company-profil", "contact-role", "contact-rol"] });
  await expect(loading).rejects.toThrow(/company-profil\b.*contact-rol\b/s);
});
