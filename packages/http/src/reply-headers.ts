/** As undici gives them: names in lower case. */
export type RawHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** What of `Headers` a reply's reader needs, without what it costs to make them. */
export class ReplyHeaders {
  readonly #raw: RawHeaders;

  constructor(raw: RawHeaders) {
    this.#raw = raw;
  }

  get(name: string): string | null {
    const value = this.#raw[name.toLowerCase()];
    return value === undefined ? null : String(value);
  }

  *entries(): Generator<[name: string, value: string]> {
    for (const [name, value] of Object.entries(this.#raw)) yield [name, String(value)];
  }
}
