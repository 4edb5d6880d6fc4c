import { createPostgresBudget } from "@fieldwork/budget";
import type { Admission } from "@fieldwork/limits";
import type { Logger, Service } from "@fieldwork/runtime";
import type { Database } from "@fieldwork/store";
import { createModelLayer } from "./generate.ts";
import type { ModelLayer } from "./model-layer.ts";
import { createNoticeIgnored } from "./notice-ignored.ts";
import type { AccountRests } from "./providers/account-rests.ts";
import type { BaselineTask } from "./providers/baseline/provider.ts";
import type { Providers } from "./providers/configure-providers.ts";
import { followKeys } from "./providers/renewed-keys.ts";

interface CreateModelsDeps {
  providers: Providers;
  definitions: {
    /** Null: as it is now. */
    named(name: string, hash: null): BaselineTask | undefined;
  };
  database: Database;
  admission: Admission;
  /** Which keys and servers of providers rest; by default each process finds out by itself. */
  accounts?: AccountRests | undefined;
  /** How long single statements wait for others to share a round trip. */
  gatherMs: number;
  logger: Logger;
}

/** The layer, and what follows the keys of its providers. */
export interface Models extends ModelLayer {
  /** Looks for other keys in the folder of secrets, from its start to its stop. */
  keys: Service;
}

/** The model layer with the providers that are configured, and its budget in PostgreSQL. */
export function createModels(deps: CreateModelsDeps): Models {
  const { providers, definitions, database, admission, accounts, gatherMs, logger } = deps;
  const tasks = { get: (name: string) => definitions.named(name, null) };
  const followed = followKeys(providers, { tasks, accounts, logger });
  const layer = createModelLayer({
    providers: followed.providers,
    prices: providers.prices,
    noticeIgnored: createNoticeIgnored(logger),
    budget: createPostgresBudget({ database, gatherMs, logger }),
    admission,
    aboutOf: (ref) => providers.aboutOf(ref),
    logger,
  });
  return { ...layer, keys: followed.keys };
}
