import { cpuMsOf } from "@fieldwork/runtime/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sentences } from "./sentences.ts";

describe("a summary of two sentences has two", () => {
  test.each([
    "Acme Inc. and Foo Ltd. make pumps. They sell them in Sweden.",
    "Acme Inc. makes pumps. Foo Ltd. sells them.",
    "Acme Co. Ltd. is a maker of pumps, e.g. Insulin pumps. It was founded by J. R. Smith.",
    "Based in the U.S. and the U.K., it sells pumps. The No. 5 pump is its best seller.",
    "It ranks No. 5 Worldwide. It grows.",
    "Novo Nordisk A/S makes insulin. It is based in St. Petersburg.",
    "Its owner is Novo Nordisk A/S. It makes insulin.",
    "Revenue grew 3.5 percent to $4.2 billion. See acme.com for more.",
    "See https://acme.com/?q=Pumps&x=1. It sells pumps.",
    "Yahoo! Inc. runs a portal. It sells advertisements.",
    "Yahoo! and Acme merged. They sell pumps.",
    "Led by Dr. Smith and Mr. Jones, Acme Corp. (NYSE: ACM) sells pumps. It is large.",
    "It operates in the U.S. The company was founded in 1990.",
    "Acme is owned by Foo Inc. It sells pumps.",
    "Acme S.p.A. and Foo N.V. are makers of pumps. They are large.",
    "Acme Pty. Ltd. makes pumps, valves etc. It grows.",
    "It was founded on Jan. 5 by George W. Bush. It grows.",
    "It builds with Node.js and ASP.NET Core. It grows.",
    "Its head has a Ph.D. from MIT. He founded it in 1990.",
    "It makes “the quiet pump.” It is large.",
    "It makes pumps,\nvalves and pipes. It is large.",
    "It makes pumps... and valves. It is large.",
    "ポンプを作ります。水道に使います。",
  ])("%s", (text) => {
    expect(sentences(text)).toHaveLength(2);
  });
});

describe("a text of four sentences has four", () => {
  test.each([
    "Acme makes pumps. Acme sells pumps. Pumps are used in water works. Founded in 1990, it is large.",
    "It makes pumps. It sells pumps! Is it large? Yes.",
    "It makes pumps.\nIt sells pumps.\nIt is large.\nIt grows.",
    "One Co. One sells pumps. Two Ltd. Two sells valves. It is large. It grows.",
    "We run plant A. We run plant B. We sell in the U.S. We grow.",
    "It makes pumps.\n\nit sells pumps.\n\nIt is large. It grows.",
  ])("%s", (text) => {
    expect(sentences(text)).toHaveLength(4);
  });
});

test("sentences are verbatim pieces of the text, and lose nothing but white space between them", () => {
  const piece = fc.oneof(
    fc.constantFrom("Acme Inc. ", "It grows. ", "e.g. ", "U.S. ", "No. 5 ", "\n", "! ", "?", ". "),
    fc.string({ unit: "grapheme", maxLength: 20 }),
  );
  fc.assert(
    fc.property(
      fc.array(piece).map((pieces) => pieces.join("")),
      (text) => {
        const found = sentences(text);
        expect(found.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
        for (const sentence of found) expect(text).toContain(sentence);
      },
    ),
  );
});

test("takes no more than linear time", () => {
  for (const unit of ["Inc. ", ". ", "\n", "a.b.", "! ", "...", " "]) {
    expect(cpuMsOf(() => sentences(unit.repeat(20_000)))).toBeLessThan(5000);
  }
});
