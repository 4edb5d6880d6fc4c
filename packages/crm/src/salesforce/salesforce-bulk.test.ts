import { UnreadableBody } from "@fieldwork/http";
import { expect, test } from "vitest";
import { CrmError } from "../crm-error.ts";
import { readBulkResults } from "./salesforce-bulk.ts";

const { signal } = new AbortController();
const ask = { id: "750A", locator: "L1", maxRecords: 10_000 };

/** A client whose replies hold no more than so many rows. */
function clientOf(mostRows: number) {
  const asked: (string | null)[] = [];
  const request = async ({ path }: { path: string }) => {
    const query = new URL(path, "http://crm").searchParams;
    asked.push(query.get("maxRecords"));
    expect(query.get("locator")).toBe("L1");
    if (Number(query.get("maxRecords")) > mostRows) {
      const cause = new UnreadableBody("the body has more than 64 MB");
      throw new CrmError("unreadable", { reason: "unreadable", outcome: "unknown", cause });
    }
    const headers = { "sforce-numberofrecords": "1", "sforce-locator": "L2", date: "2026-11-27" };
    return { data: 'Id\n"001A"\n', headers };
  };
  return { asked, client: { request } };
}

test("crm-5: a page of a job that is too long for a reply is asked for again with fewer rows, from the same place", async () => {
  const { asked, client } = clientOf(1000);
  const page = await readBulkResults(client, ask, signal);
  expect(page).toMatchObject({ rows: [{ Id: "001A" }], locator: "L2" });
  expect(asked).toEqual(["10000", "2500", "625"]);
});

test("crm-5: a page that cannot be read however short it is fails, and is not asked for without end", async () => {
  const { asked, client } = clientOf(0);
  await expect(readBulkResults(client, ask, signal)).rejects.toMatchObject({
    reason: "unreadable",
  });
  expect(asked).toEqual(["10000", "2500", "625", "500"]);
});
