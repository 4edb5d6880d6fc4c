import {
  type ActivityKind,
  type CrmAdapter,
  type Cursor,
  createAdapter,
  createContextAdapter,
} from "@fieldwork/crm";
import { testLogger } from "@fieldwork/runtime/testing";
import { createSalesforceSimulator, type RecordRef } from "@fieldwork/simulators";
import { describe, expect, onTestFinished, test, vi } from "vitest";

const never = new AbortController().signal;
const all = new Set(["recentNotes", "recentEmails", "recentCalls", "recentTasks"]);
const objects = ["company", "contact", "deal", "lead", "ticket"] as const;

/** An org with a record of each object, and an adapter that has each its activities read. */
async function open() {
  const simulator = createSalesforceSimulator();
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const { clientId, clientSecret } = simulator.credentials;
  const warn = vi.fn();
  const logger = Object.assign(testLogger(), { warn });
  const adapter = createAdapter(
    { vendor: "salesforce", name: "crm", loginUrl: simulator.url, clientId, clientSecret },
    { outputs: () => [], logger },
  );
  onTestFinished(() => adapter.close());
  const create = async (object: string, fields: Record<string, unknown>, at?: string) => {
    const [id = ""] = await simulator.create(object, [fields], at === undefined ? {} : { at });
    return id;
  };
  const ids = {
    company: await create("Account", { Name: "Nybro Glass" }),
    contact: await create("Contact", { LastName: "Holm" }),
    deal: await create("Opportunity", {
      ...{ Name: "Pumps", StageName: "Qualification", CloseDate: "2026-12-01" },
    }),
    lead: await create("Lead", { LastName: "Berg", Company: "Berg" }),
    ticket: await create("Case", { Subject: "Broken" }),
  };
  return {
    ...{ simulator, adapter, ids, create },
    context: createContextAdapter(adapter, { wants: () => all, logger }),
    /** The objects of which it was said that they are hidden. */
    saidHidden: () => warn.mock.calls.flatMap(([told]) => told.source ?? []),
    /** An e-mail between people, each of whom stands in its list of relations as often as is told. */
    async mail(text: string, people: readonly string[], at = new Date().toISOString()) {
      const sent = { Subject: "Offer", HtmlBody: `<p>${text}</p>`, MessageDate: at };
      const id = await create("EmailMessage", { ...sent, RelatedToId: ids.deal }, at);
      for (const person of people) {
        const relation = { EmailMessageId: id, RelationId: person, RelationType: "ToAddress" };
        await create("EmailMessageRelation", relation, at);
      }
      return id;
    },
    async note(text: string, about: string, at = new Date().toISOString()) {
      const id = await create("ContentNote", { Title: "", TextPreview: text }, at);
      const link = { LinkedEntityId: about, ContentDocumentId: id };
      await create("ContentDocumentLink", link, at);
      return id;
    },
    classicNote: (text: string, about: string, at = new Date().toISOString()) =>
      create("Note", { Title: "Visit", Body: text, ParentId: about }, at),
  };
}

/** Scans a kind from where the last one ended; the records that it tells, each once. */
function follow(adapter: CrmAdapter, kind: ActivityKind) {
  let cursor: Cursor | null = null;
  return async () => {
    const told = new Set<string>();
    for await (const page of adapter.activities?.readTouched({ kind, objects, cursor }, never) ??
      []) {
      for (const { ref } of page.touched) told.add(`${ref.object} ${ref.id}`);
      // As it is kept in a table.
      cursor = JSON.parse(JSON.stringify(page.cursor));
    }
    return [...told].toSorted();
  };
}

const day = (number: number) => `2026-11-0${number}T10:00:00Z`;

describe("e-mails of a person", () => {
  test("are those of whose senders and recipients it is one, each once, the newest first", async () => {
    const { context, ids, mail } = await open();
    const people = [ids.contact, ids.lead];
    for (let number = 1; number <= 7; number++) {
      await mail(`Mail ${number} &amp; more`, [...people, ids.contact], day(number));
    }
    await mail("Between others", [], day(8));
    for (const object of ["contact", "lead"] as const) {
      const [read] = await context.readRecords(object, [ids[object]], never);
      const { recentEmails } = read?.fields ?? {};
      expect(recentEmails).toMatch(/^2026-11-07 10:00 UTC: Offer\nMail 7 & more\n\n/);
      expect(recentEmails?.match(/Mail \d/g)).toEqual([7, 6, 5, 4, 3].map((n) => `Mail ${n}`));
    }
    const [deal] = await context.readRecords("deal", [ids.deal], never);
    expect(deal?.fields.recentEmails).toContain("Between others");
  });

  test("are told as all whom they belong to, when they are sent and when they are deleted", async () => {
    const { adapter, context, ids, mail, simulator } = await open();
    const scan = follow(adapter, "emails");
    expect(await scan()).toEqual([]);
    const id = await mail("Hello", [ids.contact, ids.lead]);
    const touched = [`contact ${ids.contact}`, `deal ${ids.deal}`, `lead ${ids.lead}`];
    expect(await scan()).toEqual(touched);
    await simulator.remove({ object: "EmailMessage", id });
    expect(await scan()).toEqual(touched);
    const [read] = await context.readRecords("contact", [ids.contact], never);
    expect(read?.fields.recentEmails).toBeNull();
  });

  test("crm-13: are absent where the org keeps no such lists, which it says, and those of deals are read", async () => {
    const { adapter, context, ids, mail, saidHidden, simulator } = await open();
    const scan = follow(adapter, "emails");
    expect(await scan()).toEqual([]);
    await mail("Hello", [ids.contact]);
    await simulator.hideObject("EmailMessageRelation");
    expect(await scan()).toEqual([`deal ${ids.deal}`]);
    expect(saidHidden()).toEqual(["EmailMessageRelation"]);
    const [person] = await context.readRecords("contact", [ids.contact], never);
    expect(person?.fields).not.toHaveProperty("recentEmails");
    expect(person?.fields.recentNotes).toBeNull();
    const described = async (object: "contact" | "deal") =>
      (await context.describeFields(object, never)).filter(({ exists }) => !exists);
    expect(await described("contact")).toMatchObject([{ field: "recentEmails" }]);
    expect(await described("deal")).toEqual([]);
    const [deal] = await context.readRecords("deal", [ids.deal], never);
    expect(deal?.fields.recentEmails).toContain("Hello");
  });
});

describe("notes of Classic", () => {
  test("stand among those of Lightning, the newest of both first; a case has none", async () => {
    const { context, ids, note, classicNote } = await open();
    await note("Second", ids.company, day(2));
    await classicNote("First", ids.company, day(1));
    await classicNote("Third", ids.company, day(3));
    await note("Only", ids.ticket, day(1));
    const [read] = await context.readRecords("company", [ids.company], never);
    expect(read?.fields.recentNotes?.match(/First|Second|Third/g)).toEqual([
      ...["Third", "Second", "First"],
    ]);
    expect(read?.fields.recentNotes).toMatch(/^2026-11-03 10:00 UTC: Visit\nThird\n\n/);
    const [ticket] = await context.readRecords("ticket", [ids.ticket], never);
    expect(ticket?.fields.recentNotes).toBe("2026-11-01 10:00 UTC\nOnly");
  });

  test("are followed as those of Lightning are, each from where its own scan ended", async () => {
    const { adapter, ids, note, classicNote, simulator } = await open();
    const scan = follow(adapter, "notes");
    expect(await scan()).toEqual([]);
    const classic = await classicNote("First", ids.lead);
    expect(await scan()).toEqual([`lead ${ids.lead}`]);
    await note("Second", ids.contact);
    expect(await scan()).toContain(`contact ${ids.contact}`);
    await simulator.edit({ object: "Note", id: classic }, { Body: "First, corrected" });
    expect(await scan()).toContain(`lead ${ids.lead}`);
  });

  test("crm-13: are missing alone where the org hides them, which it says, also in a test of the connection", async () => {
    const { adapter, context, ids, note, saidHidden, simulator } = await open();
    await simulator.hideObject("Note");
    const scan = follow(adapter, "notes");
    expect(await scan()).toEqual([]);
    await note("Lightning", ids.company);
    expect(await scan()).toEqual([`company ${ids.company}`]);
    const [read] = await context.readRecords("company", [ids.company], never);
    expect(read?.fields.recentNotes).toContain("Lightning");
    expect(new Set(saidHidden())).toEqual(new Set(["Note"]));
    const described = await context.describeFields("company", never);
    const notes = described.find(({ field }) => field === "recentNotes");
    expect(notes).toMatchObject({ exists: true, hiddenParts: ["Note"] });
  });
});

test.each([
  { kind: "notes", object: "ContentNote" },
  { kind: "notes", object: "Note" },
  { kind: "emails", object: "EmailMessage" },
  { kind: "calls", object: "Task" },
  { kind: "tasks", object: "Task" },
] as const)(
  "crm-7: a deleted $object is told as the record that it belonged to, once it is in the bin and once it is back",
  async ({ kind, object }) => {
    const { adapter, create, ids, mail, note, classicNote, simulator } = await open();
    const subtype = kind === "calls" ? "Call" : "Task";
    const made: Record<typeof object, () => Promise<string>> = {
      ContentNote: () => note("Gone", ids.deal),
      Note: () => classicNote("Gone", ids.deal),
      EmailMessage: () => mail("Gone", []),
      Task: () => create("Task", { WhatId: ids.deal, TaskSubtype: subtype, Subject: "Gone" }),
    };
    const ref: RecordRef = { object, id: await made[object]() };
    const context = createContextAdapter(adapter, { wants: () => all, logger: testLogger() });
    const scan = follow(adapter, kind);
    await scan();
    const shown = async () => {
      const [read] = await context.readRecords("deal", [ids.deal], never);
      return Object.values(read?.fields ?? {}).some((value) => value?.includes("Gone"));
    };
    expect(await shown()).toBe(true);
    await simulator.remove(ref);
    expect(await scan()).toEqual([`deal ${ids.deal}`]);
    expect(await shown()).toBe(false);
    await simulator.restore(ref);
    expect(await scan()).toEqual([`deal ${ids.deal}`]);
    expect(await shown()).toBe(true);
  },
);
