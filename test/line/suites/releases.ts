import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { eventually } from "@fieldwork/runtime/testing";
import { listReleased } from "@fieldwork/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  appendToPrompt,
  type ChangedCatalog,
  changeDefinition,
  copyCatalog,
  shippedCatalog,
} from "../../support/changed-catalog.ts";
import type { TestLine, TestLineOptions } from "../../support/test-line.ts";

const cli = fileURLToPath(new URL("../../../services/api/src/cli.ts", import.meta.url));
const followsWithinMs = 5000;
const newPrompt = "Judge the company anew.";

/** Definitions are changed while the line runs, on whichever stack. */
export function describeReleases(
  stack: string,
  open: (options?: TestLineOptions) => Promise<TestLine>,
): void {
  describe(`${stack} line`, () => {
    let line: TestLine;
    let changed: ChangedCatalog;
    let count = 0;

    beforeAll(async () => {
      line = await open();
      changed = await copyCatalog();
      await changeDefinition(changed, "company-profile", (definition) => {
        for (const index of [0, 1]) definition.setIn(["outputs", index, "policy"], "never");
      });
      await appendToPrompt(changed, "company-profile", newPrompt);
    }, 90_000);

    afterAll(async () => {
      if (line) await release(shippedCatalog);
      await line?.stop();
      await changed?.remove();
    });

    async function release(catalogDir: string): Promise<string> {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [cli, "definitions", "release", "--by", "Ada"],
        { env: { DATABASE_URL: line.databaseUrl, FIELDWORK_CATALOG: catalogDir } },
      );
      return stdout;
    }

    async function createCompany(name: string): Promise<string> {
      const description = `${name} sells electricity to households.`;
      const [id = ""] = await line.hubspot.create("companies", [{ name, description }]);
      return id;
    }

    async function workOf(id: string) {
      const [work] = await line.database.query<{ state: string; hash: string; answer: string }>(
        `select work.state, work.definition_hash as hash, answer.definition_hash as answer
         from work left join answer using (fingerprint)
         where record_id = $1 and work.enrichment = 'company-profile'`,
        [id],
      );
      return work;
    }

    async function releasedHash(): Promise<string> {
      const released = await listReleased(line.database);
      return released.find(({ name }) => name === "company-profile")?.hash ?? "";
    }

    /** The first company that is asked about under a definition, of one after the other. */
    function firstAskedUnder(hash: string): Promise<string> {
      return eventually(
        async () => {
          const id = await createCompany(`Begun After ${++count}`);
          await eventually(async () => expect((await workOf(id))?.hash).toBeTruthy());
          expect((await workOf(id))?.hash).toBe(hash);
          return id;
        },
        { timeoutMs: followsWithinMs },
      );
    }

    test("a released change reaches running services within seconds, and work begun under the old one is finished under it", async () => {
      const asked = await line.openai.faults.hold({ body: "Begun Before" });
      const before = await createCompany("Begun Before");
      await asked.arrived;

      const told = await release(changed.dir);
      expect(told).toMatch(/changed {2}company-profile .*\(outputs, prompt\)/);
      const askedAnew = await line.openai.faults.hold({ body: newPrompt });
      const after = await firstAskedUnder(await releasedHash());
      await askedAnew.arrived;
      await askedAnew.release();
      await asked.release();

      await eventually(async () => {
        expect((await workOf(before))?.state).toBe("written");
        expect((await workOf(after))?.state).toBe("skipped");
      });
      expect((await line.company(before)).ai_summary).toBeTruthy();
      expect((await line.company(after)).ai_summary).toBeFalsy();
      const [old, now] = [await workOf(before), await workOf(after)];
      expect(old?.answer).toBe(old?.hash);
      expect(now?.answer).toBe(now?.hash);
      expect(now?.hash).not.toBe(old?.hash);
    }, 40_000);
  });
}
