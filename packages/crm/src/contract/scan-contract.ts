import { expect, test } from "vitest";
import type { Change, Cursor, Page } from "../crm-adapter.ts";
import {
  type CreateFixture,
  companies,
  idOf,
  namesOf,
  never,
  open,
  pagesOf,
  scan,
  secondsAgo,
} from "./contract-steps.ts";

export function describeScans(create: CreateFixture): void {
  test("crm-1: delivers 500 rows of one second once each, and ends", async () => {
    const crm = await open(create);
    const ids = await crm.create("company", companies(500), { at: secondsAgo(3600) });
    const { changes } = await scan(crm.connect(), null);
    expect(changes.map(idOf).toSorted()).toEqual(ids.toSorted());
  });

  test("a scan with nothing new costs one call, however much there is", async () => {
    const crm = await open(create);
    await crm.create("company", companies(450), { at: secondsAgo(3600) });
    const adapter = crm.connect();
    const { cursor } = await scan(adapter, null);
    const before = await crm.countCalls("read");
    expect((await scan(adapter, cursor)).changes).toEqual([]);
    expect((await crm.countCalls("read")) - before).toBe(1);
  });

  test("delivers what was created and edited since", async () => {
    const crm = await open(create);
    const [first = ""] = await crm.create("company", companies(3), { at: secondsAgo(3600) });
    const adapter = crm.connect();
    const { cursor } = await scan(adapter, null);
    const [added = ""] = await crm.create("company", [{ name: "New" }]);
    await crm.edit("company", first, { name: "Renamed" });
    const { changes } = await scan(adapter, cursor);
    expect(namesOf(changes)).toEqual(
      new Map([
        [added, "New"],
        [first, "Renamed"],
      ]),
    );
  });
}

export function describeHistory(create: CreateFixture): void {
  test("its first scan alone says what was there before, also when it is begun again, and an edit within it is news", async () => {
    const crm = await open(create);
    const [edited = ""] = await crm.create("company", companies(450), { at: secondsAgo(3600) });
    const restarted: string[] = [];
    let last: Cursor | null = null;
    for await (const page of crm.connect().readChanges("company", null, never)) {
      if (last === null) {
        await crm.edit("company", edited, { name: "Edited" });
        const again = await pagesOf(crm.connect(), page.history?.restart ?? null);
        restarted.push(...again.flatMap(newsOn));
      }
      last = page.cursor;
      for (const news of newsOn(page)) expect(news).toBe(edited);
    }
    expect(restarted).toEqual([edited]);
    const pages = await pagesOf(crm.connect(), last);
    expect(pages.map(({ history }) => history)).toEqual([undefined]);
  });
}

function newsOn({ changes, history }: Page): string[] {
  const endMs = history?.beforeMs ?? 0;
  return changes.filter(({ version }) => Date.parse(version.vendorAt) >= endMs).map(idOf);
}

export function describeMovingRows(create: CreateFixture): void {
  test("crm-2: delivers a row that was committed late, under a stamp older than what was read", async () => {
    const crm = await open(create);
    await crm.create("company", companies(2));
    const adapter = crm.connect({ overlapMs: 10_000 });
    const { cursor } = await scan(adapter, null);
    const [late = ""] = await crm.create("company", [{ name: "Late" }], { at: secondsAgo(4) });
    expect((await scan(adapter, cursor)).changes.map(idOf)).toContain(late);
  });

  test("a record edited while it is scanned past comes again", async () => {
    const crm = await open(create);
    const [first = ""] = await crm.create("company", companies(3), { at: secondsAgo(3600) });
    const adapter = crm.connect();
    const delivered: Change[] = [];
    let cursor: Cursor | null = null;
    for await (const page of adapter.readChanges("company", null, never)) {
      if (cursor === null) await crm.edit("company", first, { name: "Edited" });
      delivered.push(...page.changes);
      cursor = page.cursor;
    }
    delivered.push(...(await scan(adapter, cursor)).changes);
    expect(namesOf(delivered).get(first)).toBe("Edited");
  });

  test("two edits within one stamp are two versions", async () => {
    const crm = await open(create);
    const [id = ""] = await crm.create("company", [{ name: "A" }]);
    const adapter = crm.connect();
    const hashes = new Set<string | undefined>();
    for (const name of ["B", "C"]) {
      await crm.edit("company", id, { name });
      const [record] = await adapter.readRecords("company", [id], never);
      hashes.add(record?.version.contentHash);
    }
    expect(hashes.size).toBe(2);
  });

  test("goes on from the cursor of any page, and misses nothing", async () => {
    const crm = await open(create);
    const ids = await crm.create("company", companies(450), { at: secondsAgo(3600) });
    const adapter = crm.connect();
    const seen: string[] = [];
    for await (const page of adapter.readChanges("company", null, never)) {
      seen.push(...page.changes.map(idOf));
      const kept: Cursor = JSON.parse(JSON.stringify(page.cursor));
      seen.push(...(await scan(crm.connect(), kept)).changes.map(idOf));
      break;
    }
    expect(new Set(seen)).toEqual(new Set(ids));
  });

  test("reports a deletion where the CRM shows it", async () => {
    const crm = await open(create);
    const [id = ""] = await crm.create("company", companies(1), { at: secondsAgo(3600) });
    const adapter = crm.connect();
    const { cursor } = await scan(adapter, null);
    await crm.remove("company", id);
    const { changes } = await scan(adapter, cursor);
    const kinds = changes.map(({ kind }) => kind);
    expect(kinds).toEqual(crm.showsDeletions ? ["deleted"] : []);
    expect(await adapter.readRecords("company", [id], never)).toEqual([]);
  });

  test("reads contacts as well", async () => {
    const crm = await open(create);
    await crm.create("contact", [{ lastName: "Berg", jobTitle: "CFO", email: "a@berg.se" }]);
    const { changes } = await scan(crm.connect(), null, "contact");
    expect(changes).toMatchObject([
      {
        fields: { lastName: "Berg", jobTitle: "CFO", email: "a@berg.se" },
        outputs: { ai_seniority: null },
      },
    ]);
  });
}
