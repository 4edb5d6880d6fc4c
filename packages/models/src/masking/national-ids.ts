import { validate as isBelgian } from "stdnum/lib/cjs/be/nn.js";
import { validate as isGerman } from "stdnum/lib/cjs/de/idnr.js";
import { validate as isDanish } from "stdnum/lib/cjs/dk/cpr.js";
import { validate as isSpanish } from "stdnum/lib/cjs/es/dni.js";
import { validate as isSpanishForeign } from "stdnum/lib/cjs/es/nie.js";
import { validate as isFinnish } from "stdnum/lib/cjs/fi/hetu.js";
import { validate as isFrench } from "stdnum/lib/cjs/fr/nir.js";
import { validate as isBritish } from "stdnum/lib/cjs/gb/nino.js";
import { validate as isItalian } from "stdnum/lib/cjs/it/codicefiscale.js";
import { validate as isDutch } from "stdnum/lib/cjs/nl/bsn.js";
import { validate as isNorwegian } from "stdnum/lib/cjs/no/fodselsnummer.js";
import { validate as isPolish } from "stdnum/lib/cjs/pl/pesel.js";
import { validate as isSwedish } from "stdnum/lib/cjs/se/personnummer.js";
import { validate as isAmerican } from "stdnum/lib/cjs/us/ssn.js";

interface NationalId {
  /** How people write it, as one group of a larger pattern. */
  form: string;
  isValid(written: string): boolean;
  /** Words that must stand before it: its form alone is that of other numbers, such as a company's. */
  after?: RegExp;
}

const passes =
  (validate: (value: string) => { isValid: boolean }) =>
  (written: string): boolean =>
    validate(written).isValid;

/** Without the dots and blanks of its groups. */
const passesCompact =
  (validate: (value: string) => { isValid: boolean }) =>
  (written: string): boolean =>
    validate(written.replace(/[. ]/g, "")).isValid;

/** The numbers by which states know people. Each is checked by its own rules: check digits, dates, ranges. */
const nationalIds: readonly NationalId[] = [
  { form: "(?:19|20)?\\d{6}[-+]\\d{4}", isValid: passes(isSwedish) },
  {
    form: "(?:19|20)?\\d{6} ?\\d{4}",
    isValid: (written) => isSwedish(`${written.slice(0, -4).trim()}-${written.slice(-4)}`).isValid,
    after: /person(?:al )?(?:nummer|n?r|number|id)/i,
  },
  { form: "\\d{6}-\\d{4}", isValid: passes(isDanish) },
  { form: "\\d{6} ?\\d{4}", isValid: passes(isDanish), after: /\bcpr/i },
  { form: "\\d{6} ?\\d{5}", isValid: passes(isNorwegian) },
  { form: "\\d{6}[-+A-FU-Y]\\d{3}[0-9A-Y]", isValid: passes(isFinnish) },
  {
    form: "\\d{9}|\\d{4}[. ]\\d{2}[. ]\\d{3}",
    isValid: passes(isDutch),
    after: /\b(?:bsn|burgerservicenummer|sofi)/i,
  },
  { form: "\\d{2}\\.?\\d{2}\\.?\\d{2}[-. ]?\\d{3}[-. ]?\\d{2}", isValid: passes(isBelgian) },
  {
    form: "[12] ?\\d{2} ?\\d{2} ?(?:\\d{2}|2[AB]) ?\\d{3} ?\\d{3} ?\\d{2}",
    isValid: passes(isFrench),
  },
  { form: "\\d{2} ?\\d{3} ?\\d{3} ?\\d{3}", isValid: passes(isGerman) },
  { form: "\\d{2}\\.?\\d{3}\\.?\\d{3}[- ]?[A-Z]", isValid: passesCompact(isSpanish) },
  { form: "[XYZ][- ]?\\d{7}[- ]?[A-Z]", isValid: passes(isSpanishForeign) },
  {
    form: "[A-Z]{3} ?[A-Z]{3} ?[0-9LMNP-V]{2}[A-EHLMPR-T][0-9LMNP-V]{2} ?[A-Z][0-9LMNP-V]{3}[A-Z]",
    isValid: passesCompact(isItalian),
  },
  { form: "\\d{11}", isValid: passes(isPolish) },
  { form: "\\d{3}-\\d{2}-\\d{4}", isValid: passes(isAmerican) },
  {
    form: "\\d{3} ?\\d{2} ?\\d{4}",
    isValid: passesCompact(isAmerican),
    after: /\b(?:ssn|social security)/i,
  },
  { form: "[A-Z]{2} ?\\d{2} ?\\d{2} ?\\d{2} ?[A-D]", isValid: passes(isBritish) },
];

const compiled = nationalIds.map(({ form, isValid, after }) => ({
  pattern: new RegExp(`(?<![\\p{L}\\p{N}.,-])(?:${form})(?![\\p{L}\\p{N}]|[-.,]\\d)`, "giu"),
  isValid,
  after,
}));

const wordsBefore = 48;

/** Where numbers of persons stand in a text, fourteen countries' of them. Pure. */
export function findNationalIds(text: string): { start: number; end: number }[] {
  return compiled.flatMap(({ pattern, isValid, after }) =>
    [...text.matchAll(pattern)].flatMap(({ 0: written, index: start }) => {
      if (after && !after.test(text.slice(Math.max(0, start - wordsBefore), start))) return [];
      return isValid(written.toUpperCase()) ? [{ start, end: start + written.length }] : [];
    }),
  );
}
