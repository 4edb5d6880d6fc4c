import { expect, test } from "vitest";
import { open } from "./testing.ts";

test("what was logged on a record is told from either side, page by page, and a record without any as an error of it", async () => {
  const { simulator, client } = await open();
  const { batchApi } = client.crm.associations.v4;
  const [busy = "", idle = ""] = await simulator.create("deals", [{}, {}]);
  const notes = simulator.seed(
    "notes",
    Array.from({ length: 501 }, () => ({ hs_note_body: "x" })),
  );
  for (const id of notes) {
    await simulator.associate({ object: "notes", id }, { object: "deals", id: busy });
  }
  const first = await batchApi.getPage("deals", "notes", { inputs: [{ id: busy }, { id: idle }] });
  const [found, ...others] = first.results;
  expect(others).toEqual([]);
  expect(found?.to.map(({ toObjectId }) => `${toObjectId}`)).toEqual(notes.slice(0, 500));
  expect(first).toMatchObject({
    errors: [{ category: "OBJECT_NOT_FOUND", context: { fromObjectId: [idle] } }],
  });
  const after = found?.paging?.next?.after ?? expect.unreachable();
  const second = await batchApi.getPage("deals", "notes", { inputs: [{ id: busy, after }] });
  expect(second.results[0]?.to).toHaveLength(1);
  expect(second.results[0]?.paging).toBeUndefined();
  await simulator.remove({ object: "deals", id: busy });
  const back = await batchApi.getPage("notes", "deals", { inputs: [{ id: notes[0] ?? "" }] });
  expect(back.results).toEqual([]);
});
