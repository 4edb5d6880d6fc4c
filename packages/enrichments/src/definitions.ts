import { type CheckedService, createFollower, type Logger } from "@fieldwork/runtime";
import { type Db, findDefinitions, listReleased } from "@fieldwork/store";
import { definitionContent, type Enrichment } from "./definition.ts";
import { enrichmentFrom, withRoute } from "./versions.ts";

/** The released definitions, for a whole process. */
export interface Definitions extends CheckedService {
  /** Those under which work begins now: the same list until others are released. */
  current(): readonly Enrichment[];
  /**
   * A definition by the hash that work names, whether current or not, once loaded; without a hash, the
   * current one. Undefined if nobody defines it.
   */
  named(name: string, hash: string | null): Enrichment | undefined;
  /** Loads the definitions that work names, unless they are known already. */
  load(refs: readonly WorkDefinition[]): Promise<void>;
  /** Every definition that is current or was loaded, the current ones first. */
  known(): readonly Enrichment[];
  /** Calls `handle` whenever other definitions have become current. */
  onRelease(handle: () => void): void;
}

export interface WorkDefinition {
  enrichment: string;
  definitionHash: string | null;
}

export interface DefinitionsOptions {
  database: Db;
  /** The models to ask in place of each enrichment's own route. */
  route?: readonly string[] | undefined;
  logger: Logger;
}

const lookEveryMs = 1000;

/** Follows what is released. Until something is released, there is nothing to ask. */
export function createDefinitions(options: DefinitionsOptions): Definitions {
  const { database, route, logger } = options;
  const loaded = new Map<string, Enrichment>();
  const unreadable = new Set<string>();
  const handlers: (() => void)[] = [];
  let current: readonly Enrichment[] = [];
  /** Identifies the released set that `current` stands for. */
  let seen: string | undefined;

  async function load(refs: readonly WorkDefinition[]): Promise<void> {
    const missing = new Map(
      refs.flatMap(({ enrichment: name, definitionHash: hash }) => {
        if (hash === null || loaded.has(keyOf(name, hash))) return [];
        return unreadable.has(keyOf(name, hash)) ? [] : [[keyOf(name, hash), { name, hash }]];
      }),
    );
    if (missing.size === 0) return;
    for (const { name, hash, content } of await findDefinitions(database, [...missing.values()])) {
      const parsed = definitionContent.safeParse(content);
      if (!parsed.success) {
        unreadable.add(keyOf(name, hash));
        logger.error({ name, hash, err: parsed.error }, "this version cannot read a definition");
        continue;
      }
      const [enrichment] = withRoute([{ ...enrichmentFrom(parsed.data), hash }], route);
      if (enrichment) loaded.set(keyOf(name, hash), enrichment);
    }
  }

  async function look(): Promise<void> {
    const released = await listReleased(database);
    const keys = released.map(({ name, hash }) => keyOf(name, hash));
    const now = keys.join();
    if (now === seen) return;
    await load(released.map(({ name, hash }) => ({ enrichment: name, definitionHash: hash })));
    const isFirst = seen === undefined;
    seen = now;
    current = keys.flatMap((key) => loaded.get(key) ?? []);
    if (keys.length === 0) logger.warn("no definition is released: run npx fieldwork prepare");
    logger.info({ definitions: keys }, isFirst ? "definitions loaded" : "definitions changed");
    if (!isFirst) for (const handle of handlers) handle();
  }

  return {
    ...createFollower({ name: "definitions", logger, look, lookEveryMs }),
    current: () => current,
    named: (name, hash) =>
      hash === null ? current.find((one) => one.name === name) : loaded.get(keyOf(name, hash)),
    load,
    known: () => [...new Set([...current, ...loaded.values()])],
    onRelease: (handle) => void handlers.push(handle),
  };
}

function keyOf(name: string, hash: string): string {
  return `${name} ${hash}`;
}
