interface Recent<T> {
  /** The one that is meant, which is the latest then; undefined when it is not among the last ones. */
  find(isMeant: (one: T) => boolean): T | undefined;
  add(one: T): void;
}

/** The last so many that were added or found. */
export function createRecent<T>(size: number): Recent<T> {
  const latestFirst: T[] = [];
  return {
    find(isMeant) {
      const index = latestFirst.findIndex(isMeant);
      const found = latestFirst[index];
      if (found !== undefined && index > 0) latestFirst.unshift(...latestFirst.splice(index, 1));
      return found;
    },
    add(one) {
      latestFirst.unshift(one);
      if (latestFirst.length > size) latestFirst.pop();
    },
  };
}

/**
 * What is made of a text, remembered for texts that came lately. A long text is compared with those
 * in a fraction of the time that a map would take to hash it.
 */
export function forRecentTexts<T>(make: (text: string) => T): (text: string) => T {
  const recent = createRecent<{ text: string; made: T }>(keptTexts);
  return (text) => {
    const known = recent.find((one) => one.text === text);
    if (known) return known.made;
    const made = make(text);
    recent.add({ text, made });
    return made;
  };
}

const keptTexts = 200;
