import { choose } from "./choose.ts";
import { jobTitle } from "./job-titles.ts";

export interface Person {
  firstName: string;
  lastName: string;
  email: string;
  jobTitle: string;
}

const firstNames = [
  "Anna",
  "Erik",
  "Maria",
  "Lars",
  "Karin",
  "Johan",
  "Åsa",
  "Björn",
  "Ingrid",
  "Mikael",
  "Sofia",
  "Anders",
  "Elin",
  "Fredrik",
  "Malin",
  "Gustav",
  "Linnéa",
  "Oskar",
  "Maja",
  "Viktor",
  "Aino",
  "Mette",
  "Søren",
  "Priya",
  "Mohammed",
  "Olena",
  "Piotr",
  "Giulia",
  "James",
  "Zoë",
] as const;

const lastNames = [
  "Andersson",
  "Johansson",
  "Karlsson",
  "Nilsson",
  "Eriksson",
  "Larsson",
  "Olsson",
  "Persson",
  "Svensson",
  "Gustafsson",
  "Lindström",
  "Åkerlund",
  "Sjöberg",
  "Bergqvist",
  "Hedlund",
  "von Essen",
  "Öberg",
  "Virtanen",
  "Mäkinen",
  "Nielsen",
  "Sørensen",
  "Hansen",
  "Kowalski",
  "Shevchenko",
  "Sharma",
  "Haddad",
  "O'Connor",
  "Rossi",
  "Müller-Lund",
  "Tran",
] as const;

/** Somebody who works there, invented; the same for the same key. */
export function personAt(domain: string, key: string): Person {
  const firstName = choose(firstNames, `${key} first`);
  const lastName = choose(lastNames, `${key} last`);
  const local = `${firstName}.${lastName}`
    .normalize("NFD")
    .replace(/ø/gi, "o")
    .replace(/[^A-Za-z.]/g, "")
    .toLowerCase();
  return {
    firstName,
    lastName,
    email: domain === "" ? "" : `${local}@${domain}`,
    jobTitle: jobTitle(key),
  };
}
