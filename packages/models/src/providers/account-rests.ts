import type { ProviderError } from "../provider-error.ts";
import { type Rest, restAfter } from "../rest-after.ts";

/** One key or server of a provider that has several. */
export interface Account {
  provider: string;
  /** From 1, in the order of the configuration. */
  place: number;
}

/** As people and the store name it: it holds nothing of the key. */
export function accountName({ provider, place }: Account): string {
  return `${provider}#${place}`;
}

/** Undefined if the name is that of a provider or a model. */
export function parseAccountName(name: string): Account | undefined {
  const [, provider, place] = /^([a-z0-9-]+)#([1-9]\d*)$/.exec(name) ?? [];
  return provider === undefined ? undefined : { provider, place: Number(place) };
}

export interface AccountRefusal {
  account: Account;
  error: ProviderError;
  /** What was asked of it. */
  model: string;
  task: string;
}

/** Which keys and servers are left alone. Asks nobody, and never throws. */
export interface AccountRests {
  /** How long it is left alone still, one millisecond at least while only a check can end that; 0: it may be asked. */
  restMs(account: Account): number;
  rest(refusal: AccountRefusal): void;
  /** It answers, although it rested. */
  answered(account: Account): void;
}

/** What a refusal calls for where the provider has other keys or servers to ask meanwhile. Pure. */
export function accountRest(error: ProviderError): Rest {
  return restAfter(error) ?? passingRest;
}

const passingRest: Rest = {
  ...{ of: "provider", waitMs: undefined, baseMs: 5000, capMs: 300_000, needsCheck: true },
};

const localRestMs = 30_000;

/** What one process knows by itself: a rest ends by time alone. */
export function createAccountRests(nowMs: () => number = () => performance.now()): AccountRests {
  const untilMs = new Map<string, number>();
  return {
    restMs: (account) => Math.max(0, (untilMs.get(accountName(account)) ?? 0) - nowMs()),
    rest({ account, error }) {
      untilMs.set(accountName(account), nowMs() + (error.retryAfterMs ?? localRestMs));
    },
    answered: (account) => void untilMs.delete(accountName(account)),
  };
}
