/** Numbers that nobody has, with check digits made here by each state's own published rule. */

const luhnDigit = (digits: string) => {
  const sum = [...digits].toReversed().reduce((all, digit, at) => {
    const doubled = at % 2 === 0 ? Number(digit) * 2 : Number(digit);
    return all + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return String((10 - (sum % 10)) % 10);
};

const padded = (number: number, length: number) => String(number).padStart(length, "0");
const weighed = (digits: string, weights: readonly number[]) =>
  weights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0);

export interface Seeds {
  /** 0 to 299: each text has its own numbers. */
  n: number;
}

const birth = ({ n }: Seeds) => ({
  yy: padded(50 + (n % 45), 2),
  mm: padded(1 + (n % 12), 2),
  dd: padded(1 + (n % 28), 2),
});

export function cardNumber({ n }: Seeds): string {
  const begins = ["4539", "5412", "3714", "6011", "4716", "2720"][n % 6] ?? "4539";
  const length = begins === "3714" ? 14 : 15;
  const body = `${begins}${padded((n * 7_919_113) % 10 ** 11, 11)}`.slice(0, length);
  const digits = body + luhnDigit(body);
  if (n % 3 === 0) return digits;
  const groups = length === 14 ? [4, 6, 5] : [4, 4, 4, 4];
  const parts = groups.map((size, index) => {
    const at = groups.slice(0, index).reduce((sum, one) => sum + one, 0);
    return digits.slice(at, at + size);
  });
  return parts.join(n % 3 === 1 ? " " : "-");
}

const ibanBodies: readonly ((n: number) => [country: string, body: string])[] = [
  (n) => ["DE", `37040044${padded(n * 31_337, 10)}`],
  (n) => ["SE", `50000000${padded(n * 97_331, 12)}`],
  (n) => ["NL", `INGB${padded(n * 13_337, 10)}`],
  (n) => ["NO", `8601${padded(n * 1117, 7)}`],
  (n) => ["GB", `NWBK601613${padded(n * 4409, 8)}`],
  (n) => ["FR", `20041010050${padded(n * 9001, 10)}80`],
];

export function iban({ n }: Seeds): string {
  const [country, body] = ibanBodies[n % ibanBodies.length]?.(n) ?? ["DE", ""];
  const asDigits = [...`${body}${country}00`].map((one) => Number.parseInt(one, 36)).join("");
  const check = padded(98 - Number(BigInt(asDigits) % 97n), 2);
  const compact = `${country}${check}${body}`;
  return n % 2 === 0 ? (compact.match(/.{1,4}/g) ?? []).join(" ") : compact;
}

/** One for each of twelve countries, as people there write it. */
export const nationalIds: Readonly<Record<string, (seeds: Seeds) => string>> = {
  SE(seeds) {
    const { yy, mm, dd } = birth(seeds);
    const body = `${yy}${mm}${dd}${padded(seeds.n % 1000, 3)}`;
    return `${seeds.n % 2 ? "19" : ""}${yy}${mm}${dd}-${body.slice(6)}${luhnDigit(body)}`;
  },
  NO({ n }) {
    for (let serial = n; ; serial += 1) {
      const { yy, mm, dd } = birth({ n });
      const body = `${dd}${mm}${yy}${padded(serial % 500, 3)}`;
      const first = (11 - (weighed(body, [3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11)) % 11;
      const second = (11 - (weighed(`${body}${first}`, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
      if (first < 10 && second < 10) return `${body.slice(0, 6)} ${body.slice(6)}${first}${second}`;
    }
  },
  FI(seeds) {
    const { yy, mm, dd } = birth(seeds);
    const serial = padded(2 + (seeds.n % 800), 3);
    const sign = "0123456789ABCDEFHJKLMNPRSTUVWXY"[Number(`${dd}${mm}${yy}${serial}`) % 31];
    return `${dd}${mm}${yy}-${serial}${sign}`;
  },
  DK({ n }) {
    const { yy, mm, dd } = birth({ n });
    for (let serial = n; ; serial += 1) {
      const body = `${dd}${mm}${yy}${padded(serial % 1000, 3)}`;
      const check = (11 - (weighed(body, [4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
      if (check < 10 && (body[6] ?? "9") < "4")
        return `${body.slice(0, 6)}-${body.slice(6)}${check}`;
    }
  },
  NL({ n }) {
    for (let serial = 10_000_000 + n * 12_345; ; serial += 1) {
      const body = padded(serial, 8);
      const check = weighed(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
      if (check < 10) return `${body}${check}`;
    }
  },
  BE(seeds) {
    const { yy, mm, dd } = birth(seeds);
    const serial = padded(1 + (seeds.n % 900), 3);
    const check = padded(97 - (Number(`${yy}${mm}${dd}${serial}`) % 97), 2);
    return `${yy}.${mm}.${dd}-${serial}.${check}`;
  },
  FR(seeds) {
    const { yy, mm } = birth(seeds);
    const body = `${1 + (seeds.n % 2)}${yy}${mm}75${padded(1 + (seeds.n % 900), 3)}${padded(1 + (seeds.n % 800), 3)}`;
    const check = padded(97 - Number(BigInt(body) % 97n), 2);
    const spaced = body.replace(/^(.)(..)(..)(..)(...)(...)$/, "$1 $2 $3 $4 $5 $6");
    return seeds.n % 2 ? `${spaced} ${check}` : `${body}${check}`;
  },
  DE({ n }) {
    // Ten digits of which one appears twice: https://de.wikipedia.org/wiki/Steuerliche_Identifikationsnummer
    const digits = [..."1234567890"];
    const turned = [...digits.slice(n % 9), ...digits.slice(0, n % 9)];
    const body = turned
      .with(9, turned[n % 8] ?? "1")
      .join("")
      .replace(/^0/, "9");
    let product = 10;
    for (const digit of body) {
      const sum = (Number(digit) + product) % 10 || 10;
      product = (sum * 2) % 11;
    }
    const check = (11 - product) % 10;
    return `${body.slice(0, 2)} ${body.slice(2, 5)} ${body.slice(5, 8)} ${body.slice(8)}${check}`;
  },
  ES({ n }) {
    const number = padded(10_000_000 + n * 54_321, 8);
    return `${number}${n % 2 ? "-" : ""}${"TRWAGMYFPDXBNJZSQVHLCKE"[Number(number) % 23]}`;
  },
  IT({ n }) {
    const body = `RSSMRA${padded(50 + (n % 45), 2)}${"ABCDEHLMPRST"[n % 12]}${padded(1 + (n % 28), 2)}H501`;
    const odd = [
      1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
    ];
    const sum = [...body].reduce((all, one, at) => {
      const value = /\d/.test(one) ? Number(one) : one.charCodeAt(0) - 65;
      return all + (at % 2 === 0 ? (odd[value] ?? 0) : value);
    }, 0);
    return `${body}${String.fromCharCode(65 + (sum % 26))}`;
  },
  PL(seeds) {
    const { yy, mm, dd } = birth(seeds);
    const body = `${yy}${mm}${dd}${padded(seeds.n * 7, 4)}`;
    return `${body}${(10 - (weighed(body, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10}`;
  },
  US: ({ n }) => `${padded(101 + n, 3)}-${padded(10 + (n % 89), 2)}-${padded(1000 + n * 7, 4)}`,
};
