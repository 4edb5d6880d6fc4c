import type { FieldValues } from "@fieldwork/contracts";
import { cleanTexts } from "./clean-texts.ts";
import { cardNumber, iban, nationalIds } from "./numbers.ts";

export interface PersonalText {
  text: string;
  /** The record that it stands in, as far as it names its person. */
  record: FieldValues;
  /** What must not be seen; empty for a clean text. */
  personal: readonly string[];
}

const people = [
  ["Anna", "Lindqvist"],
  ["José", "García"],
  ["Björn", "Åkesson"],
  ["Mary-Jane", "O'Neill"],
  ["Søren", "Kjær"],
  ["Łukasz", "Wójcik"],
  ["Zoë", "van den Berg"],
  ["Mark", "Stone"],
  ["Giulia", "Rossi"],
  ["Hélène", "Dupont"],
] as const;

const nameForms = [
  (given: string, family: string) => `${given} ${family}`,
  (given: string, family: string) => `${family}, ${given}`,
  (given: string) => given,
  (_: string, family: string) => family,
  (given: string, family: string) => `${given} ${family}`.toUpperCase(),
  (given: string, family: string) => `${given} ${family}`.normalize("NFD"),
  (given: string, family: string) => `${given} ${family}`.normalize("NFD").replace(/\p{M}/gu, ""),
];

const nameSentences = [
  "Met @ at the fair in Hanover; wants the spring price list.",
  "Per @, the board decides in March about the second plant.",
  "@'s assistant moved the review to Tuesday.",
  "Ticket opened by @: the export hangs at 40 %.",
  "Please forward the contract (draft 3) to @ before Friday.",
];

const emails = [
  "anna.lindqvist@nordvik.example.com",
  "jose_garcia+crm@talleres-garcia.es",
  "b.akesson@xn--kerbruk-exa.se",
  "o'neill@example.co.uk",
  "info.kjaer@mail.example.dk",
  "LUKASZ.W@EXAMPLE.PL",
  "user%test@sub.domain.example.org",
  "måns@exempel.se",
];
const emailSentences = [
  "Reach them at @, never by post.",
  "From: Support <@>\nThe invoice is still open.",
  "cc @; they own the roadmap.",
  "(@) asked for a quote on 200 seats.",
];

const phones = [
  "+46 8 123 456 78",
  "+44 20 7946 0958",
  "+1 (415) 555-2671",
  "(212) 555-0143",
  "415-555-2671",
  "020 7946 0958",
  "08-123 456 78",
  "06 12 34 56 78",
  "030/1234567",
  "+49-30-1234567",
  "0046 70 123 45 67",
  "+33 1 23 45 67 89",
  "+4512345678",
  "(02) 9876 5432",
  "+39 06 1234 5678",
  "1-800-555-0199",
];
const phoneSentences = [
  "Call back on @ after lunch.",
  "Tel. @ (switchboard closes at five).",
  "Left a voicemail: @.",
  "New mobile @ as of May.",
  "Their plant manager's number is @; ask for maintenance.",
];

const cardSentences = [
  "Customer read the card @ over the phone.",
  "Charge @, exp 12/29, for the annual plan.",
  "Refund to @ failed twice.",
];
const ibanSentences = [
  "Pay to @ within 30 days.",
  "New bank details: @ (was another bank).",
  "IBAN @ was confirmed by their finance team.",
];
const idSentences = [
  "The signatory's @ is on the power of attorney.",
  "Identified by @ at the branch.",
];
const idNames: Readonly<Record<string, string>> = { NL: "BSN " };

const fill = (sentences: readonly string[], n: number, value: string) =>
  (sentences[n % sentences.length] ?? "@").replace("@", () => value);
const text = (sentences: readonly string[], n: number, value: string): PersonalText => ({
  ...{ text: fill(sentences, n, value), record: {}, personal: [value] },
});
const times = <One>(count: number, make: (n: number) => One): One[] =>
  Array.from({ length: count }, (_, n) => make(n));

const named = times(50, (n): PersonalText => {
  const [firstName, lastName] = people[n % people.length] ?? ["Anna", "Lindqvist"];
  const shown = nameForms[n % nameForms.length]?.(firstName, lastName) ?? firstName;
  return { ...text(nameSentences, n, shown), record: { firstName, lastName } };
});

const ids = Object.entries(nationalIds).flatMap(([country, make]) =>
  times(4, (at) => {
    const value = make({ n: at * 61 + country.charCodeAt(0) });
    const written = (idNames[country] ?? "") + value;
    return { ...text(idSentences, at, written), personal: [value] };
  }),
);

/** 300 texts of our own, in the manner of Microsoft's presidio-research: 196 hold a personal value, 104 none. */
export const personalTexts: readonly PersonalText[] = [
  ...named,
  ...times(24, (n) => text(emailSentences, n, emails[n % emails.length] ?? "")),
  ...times(34, (n) => text(phoneSentences, n, phones[n % phones.length] ?? "")),
  ...times(20, (n) => text(cardSentences, n, cardNumber({ n: n + 1 }))),
  ...times(20, (n) => text(ibanSentences, n, iban({ n: n + 1 }))),
  ...ids,
  ...cleanTexts.map((clean) => ({ text: clean, record: {}, personal: [] })),
];
