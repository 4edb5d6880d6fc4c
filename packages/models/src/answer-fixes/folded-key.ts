/** A key without case and separators: `Company_Size`, `company-size` and `companySize` are one. */
export function foldedKey(key: string): string {
  return key.toLowerCase().replace(/[_\-\s]/g, "");
}

/**
 * An object with its keys written as asked for, if they differ only in case or separators. The same
 * object if none differs, or if it is unclear which key is meant.
 */
export function withKeys<T extends object>(value: T, wanted: readonly string[]): T {
  const missing = wanted.filter((name) => !Object.hasOwn(value, name));
  if (missing.length === 0) return value;
  const given = Object.entries(value).filter(([key]) => !wanted.includes(key));
  const renamed = missing.flatMap((name) => {
    const [found, ...others] = given.filter(([key]) => foldedKey(key) === foldedKey(name));
    return found !== undefined && others.length === 0 ? [[found[0], name] as const] : [];
  });
  if (renamed.length === 0) return value;
  const names = new Map(renamed);
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [names.get(key) ?? key, one]),
  ) as T;
}
