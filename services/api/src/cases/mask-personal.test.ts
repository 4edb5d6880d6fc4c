import fc from "fast-check";
import { expect, test } from "vitest";
import { masked, maskPersonal } from "./mask-personal.ts";

test("what the record is known to hold about a person is taken out wherever it occurs", () => {
  const fields = {
    firstName: "Zoë",
    lastName: "Müller-Lang",
    email: "zoe@acme.test",
    jobTitle: "CTO",
  };
  const bio =
    "Zoë MÜLLER-LANG (zoe@acme.test, +49 30 1234567) is the CTO of Acme. Lang leads; langsam does not. bob@x.test";
  expect(maskPersonal({ jobTitle: "CTO", lastName: "Müller-Lang", bio }, fields)).toEqual({
    jobTitle: "CTO",
    lastName: masked,
    bio: "[…] […] ([…], […]) is the CTO of Acme. […] leads; langsam does not. […]",
  });
});

test("numbers that nobody calls stay", () => {
  const text = "Founded in 1998, 12,500 people, revenue 4.2 m; ISO 9001-2015";
  expect(maskPersonal({ description: text }, {})).toEqual({ description: text });
});

test("no word of a known value is left in any input, in whichever case", () => {
  const word = fc.stringMatching(/^[a-zäöüß]{2,8}$/);
  const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(" "));
  const around = fc.constantFrom(" ", ", ", "-", "(", "\n", "'s ", "/");
  fc.assert(
    fc.property(
      name,
      name,
      fc.array(fc.tuple(word, around), { maxLength: 8 }),
      (first, last, filling) => {
        const text = [
          ...filling.flat(),
          first.toUpperCase(),
          " ",
          last,
          ".",
          ...filling.flat(),
        ].join("");
        const { bio = "" } = maskPersonal({ bio: text }, { firstName: first, lastName: last });
        const left = new Set(bio.toLowerCase().split(/[^\p{L}\p{N}]+/u));
        for (const part of `${first} ${last}`.split(" ")) expect(left).not.toContain(part);
      },
    ),
  );
});
