import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type CsvRow, csvOf, fitsCsv } from "./salesforce-csv.ts";

const read = (csv: string): Record<string, string>[] => parse(csv, { columns: true });
const row = (id: string, fields: CsvRow["fields"]): CsvRow => ({ id, fields });

test("crm-34: the header names the fields of all rows, not of the first alone, and what a row does not name stays empty", () => {
  const csv = csvOf([
    row("001A", { Ai_Industry__c: "Media" }),
    row("001B", { Ai_Summary__c: "Two", Ai_Founded__c: "2024-02-29" }),
    row("001C", { Ai_Listed__c: true, Ai_Staff__c: 12.5 }),
  ]);
  expect(csv.split("\n")[0]).toBe(
    '"Id","Ai_Industry__c","Ai_Summary__c","Ai_Founded__c","Ai_Listed__c","Ai_Staff__c"',
  );
  const empty = { Ai_Industry__c: "", Ai_Summary__c: "", Ai_Founded__c: "" };
  expect(read(csv)).toEqual([
    { Id: "001A", ...empty, Ai_Industry__c: "Media", Ai_Listed__c: "", Ai_Staff__c: "" },
    {
      ...{ Id: "001B", ...empty, Ai_Summary__c: "Two", Ai_Founded__c: "2024-02-29" },
      ...{ Ai_Listed__c: "", Ai_Staff__c: "" },
    },
    { Id: "001C", ...empty, Ai_Listed__c: "true", Ai_Staff__c: "12.5" },
  ]);
});

test("crm-33: an order to clear is #N/A, and a text of that name does not fit", () => {
  expect(csvOf([row("001A", { Ai_Industry__c: null })])).toBe(
    '"Id","Ai_Industry__c"\n"001A","#N/A"\n',
  );
  expect(fitsCsv(row("001A", { Ai_Summary__c: "#N/A" }))).toBe(false);
  expect(fitsCsv(row("001A", { Ai_Summary__c: " #N/A\n" }))).toBe(false);
  expect(fitsCsv(row("001A", { Ai_Summary__c: "#N/A is what it says" }))).toBe(true);
  expect(fitsCsv(row("001A", { Ai_Summary__c: null }))).toBe(true);
});

test("crm-34: what is longer than a job takes does not fit", () => {
  expect(fitsCsv(row("001A", { Ai_Summary__c: "x".repeat(32_000) }))).toBe(true);
  expect(fitsCsv(row("001A", { Ai_Summary__c: "x".repeat(32_001) }))).toBe(false);
  const many = Array.from({ length: 13 }, (_, n) => [`Ai_${n}__c`, "x".repeat(31_000)]);
  expect(fitsCsv(row("001A", Object.fromEntries(many)))).toBe(false);
});

test("crm-34: any text comes out of the CSV as it went in: quotes, commas, CRLF, tabs, emoji", () => {
  const odd = fc.constantFrom(
    '"',
    ",",
    "\r\n",
    "\n",
    "\r",
    "\t",
    ";",
    "=1+1",
    "👩‍💻",
    "\\",
    "'",
    " ",
  );
  const text = fc
    .array(fc.oneof(odd, fc.string({ unit: "grapheme", maxLength: 5 })), {
      minLength: 1,
      maxLength: 12,
    })
    .map((parts) => parts.join("").toWellFormed())
    .filter((one) => one !== "" && one.trim() !== "#N/A");
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 8 }), (texts) => {
      const rows = texts.map((one, n) => row(`001${n}`, { [n % 2 ? "A__c" : "B__c"]: one }));
      const back = read(csvOf(rows)).map((cells, n) => cells[n % 2 ? "A__c" : "B__c"]);
      expect(back).toEqual(texts);
    }),
  );
});
