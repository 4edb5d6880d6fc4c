/** Zones whose names the Unicode tables keep from before the time zone database renamed them. */
const renamed: Readonly<Record<string, string>> = {
  "Africa/Asmera": "Africa/Asmara",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Catamarca": "America/Argentina/Catamarca",
  "America/Coral_Harbour": "America/Atikokan",
  "America/Cordoba": "America/Argentina/Cordoba",
  "America/Godthab": "America/Nuuk",
  "America/Indianapolis": "America/Indiana/Indianapolis",
  "America/Jujuy": "America/Argentina/Jujuy",
  "America/Louisville": "America/Kentucky/Louisville",
  "America/Mendoza": "America/Argentina/Mendoza",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
  "Pacific/Enderbury": "Pacific/Kanton",
  "Pacific/Ponape": "Pacific/Pohnpei",
  "Pacific/Truk": "Pacific/Chuuk",
};

/** What the values of a list have in place of the marks that they may not hold. */
const marks: Readonly<Record<string, string>> = { slash: "/", hyphen: "-", plus: "+" };

/**
 * A time zone by its name of today in the time zone database: of an older name (`US/Eastern`), in any
 * case, or as a list of values has it (`us_slash_eastern`). Undefined for what is none, such as `PST` or an
 * offset.
 */
export function canonicalTimeZone(text: string): string | undefined {
  const name = text.trim().replace(/_(slash|hyphen|plus)_/gi, (whole, mark: string) => {
    return marks[mark.toLowerCase()] ?? whole;
  });
  if (!name.includes("/") && !/^(?:utc|gmt)$/i.test(name)) return undefined;
  try {
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions();
    return renamed[timeZone] ?? timeZone;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
