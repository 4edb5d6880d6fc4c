import { explainText } from "@fieldwork/api";
import { eventually } from "@fieldwork/runtime/testing";
import { findTrail } from "@fieldwork/store/reading";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestLine, type TestLineOptions, visibleWrites } from "../../support/test-line.ts";

/** What becomes of work whose fields the CRM hides from us and shows again, on whichever stack. */
export function describeHiddenFields(
  stack: string,
  open: (options?: TestLineOptions) => Promise<TestLine>,
): void {
  describe(`${stack} line`, () => {
    let line: TestLine;

    beforeAll(async () => {
      line = await open();
    });

    afterAll(() => line.stop());

    const description =
      "Operates wind farms and sells electricity to households. Founded in 1990 in Sweden.";
    let count = 0;

    async function createCompany(fields: Record<string, unknown> = {}): Promise<string> {
      const name = `Hidden ${++count}`;
      const [id = ""] = await line.hubspot.create("companies", [
        { name, description: `${name}. ${description}`, ...fields },
      ]);
      return id;
    }

    async function workOf(recordId: string) {
      const [row] = await line.database.query<{ state: string; reason: string | null }>(
        "select state, reason_code as reason from work where record_id = $1",
        [recordId],
      );
      return row;
    }

    async function ownerOf(recordId: string, field: string) {
      const [row] = await line.database.query<{ owner: string }>(
        "select owner from field_ledger where record_id = $1 and field = $2",
        [recordId, field],
      );
      return row?.owner;
    }

    const hide = (...names: string[]) => line.hubspot.hideProperties("companies", names);
    const show = (...names: string[]) => line.hubspot.showProperties("companies", names);
    async function explain(id: string): Promise<string> {
      const ref = { connection: "hubspot", object: "company", id } as const;
      const trail = await findTrail(line.database, ref);
      return trail ? explainText(trail) : "";
    }

    /** Spares the pause until a hidden field is looked for again. */
    const lookNow = () =>
      line.database.query("update work set due_at = now() where rest_kind = 'hidden'");
    const waitsHidden = (id: string) =>
      eventually(async () =>
        expect(await workOf(id)).toEqual({
          state: "answered",
          reason: "field-hidden",
        }),
      );

    test("G2: a person's value is not taken for an empty field by whoever still thinks that it is hidden", async () => {
      const { salesforce } = line;
      const describes = async () => {
        const { calls } = await salesforce.books.read();
        return calls.filter(({ operation }) => operation === "describe").length;
      };
      const createAccount = async (fields: Record<string, unknown>) => {
        const name = `Account ${++count}`;
        const account = { Name: name, Description: `${name}. ${description}`, ...fields };
        const [id = ""] = await salesforce.create("Account", [account]);
        return id;
      };
      // From here on it is known that there is such a field.
      const before = await createAccount({});
      await eventually(async () => expect((await workOf(before))?.state).toBe("written"));
      const known = await describes();
      await salesforce.hideFields("Account", ["Ai_Industry__c"]);
      await eventually(async () => expect(await describes()).toBeGreaterThan(known));
      await salesforce.showFields("Account", ["Ai_Industry__c"]);
      const id = await createAccount({ Ai_Industry__c: "Utilities" });
      await eventually(async () => expect((await workOf(id))?.state).toBe("written"));
      const record = await salesforce.record({ object: "Account", id });
      expect(record?.fields).toMatchObject({ Ai_Industry__c: "Utilities" });
      expect(await ownerOf(id, "ai_industry")).toBe("person");
    });

    test("G2: a person's value that is hidden from us stays, and the field beside it is filled", async () => {
      await hide("ai_industry");
      const id = await createCompany({ ai_industry: "Utilities" });
      await waitsHidden(id);
      await eventually(async () => expect((await line.company(id)).ai_summary).toBeTruthy());
      expect(await ownerOf(id, "ai_industry")).toBeUndefined();
      // A run that only waits for somebody to show a field has nothing left to do.
      await line.drained();
      const explained = await explain(id);
      expect(explained).toContain("waiting to be written: hidden from us: ai_industry");
      expect(explained).toContain("ai_industry: hidden (the field is hidden from us)");
      await show("ai_industry");
      await lookNow();
      await eventually(async () => expect((await workOf(id))?.state).toBe("written"));
      expect((await line.company(id)).ai_industry).toBe("Utilities");
      expect(await visibleWrites(line, id, "ai_industry")).toEqual([]);
      expect(await ownerOf(id, "ai_industry")).toBe("person");
    });

    test("an empty field that was hidden from us is filled once it is shown, and none of it is asked twice", async () => {
      await hide("ai_industry");
      const id = await createCompany();
      await waitsHidden(id);
      await show("ai_industry");
      await lookNow();
      await eventually(async () => expect((await workOf(id))?.state).toBe("written"));
      expect(await visibleWrites(line, id, "ai_industry")).toHaveLength(1);
      expect(await visibleWrites(line, id, "ai_summary")).toHaveLength(1);
    });

    test("an answer that waits for a hidden field makes way for an edit of the record", async () => {
      await hide("ai_industry");
      const id = await createCompany();
      await waitsHidden(id);
      const edited = "Runs a chain of hotels and restaurants in Norway.";
      await line.hubspot.edit({ object: "companies", id }, { description: edited });
      await eventually(async () =>
        expect(await visibleWrites(line, id, "ai_summary")).toHaveLength(2),
      );
      await waitsHidden(id);
      await show("ai_industry");
      await lookNow();
      await eventually(async () => expect((await workOf(id))?.state).toBe("written"));
    });

    test("a hidden field takes our value from nobody", async () => {
      const id = await createCompany();
      await eventually(async () => expect(await ownerOf(id, "ai_industry")).toBe("fieldwork"));
      await hide("ai_industry");
      await line.hubspot.edit({ object: "companies", id }, { ai_summary: "Mine." });
      await eventually(async () => expect(await ownerOf(id, "ai_summary")).toBe("person"));
      await show("ai_industry");
      expect(await ownerOf(id, "ai_industry")).toBe("fieldwork");
    });

    test("a hidden input waits and says so, and is asked about once an edit brings it", async () => {
      await hide("description");
      const id = await createCompany();
      await eventually(async () =>
        expect(await workOf(id)).toEqual({
          state: "ready",
          reason: "input-hidden",
        }),
      );
      await line.drained();
      expect(await explain(id)).toMatch(
        /waiting to be asked .*: input description is hidden from us, not before the CRM shows it/,
      );
      await show("description");
      await line.hubspot.edit({ object: "companies", id }, { city: "Lund" });
      await eventually(async () => expect((await workOf(id))?.state).toBe("written"));
    });
  });
}
