import type { LimitWindow } from "@fieldwork/limits";
import type { ConfigProblem, Logger } from "@fieldwork/runtime";
import type { z } from "zod";
import type { AnswerMode } from "../answer-mode.ts";
import type { ModelProvider } from "../model-provider.ts";
import type { DeclaredPrice } from "../prices/model-price.ts";
import type { PriceTable } from "../prices/price-table.ts";
import type { AccountRests } from "./account-rests.ts";
import type { BaselineTask } from "./baseline/provider.ts";
import type { ProviderEntry } from "./provider-entry.ts";

/** What a provider may need that does not come from settings. */
export interface ProviderDeps {
  /** The current enrichments, by name, for a model that learns from their examples. */
  tasks: Pick<ReadonlyMap<string, BaselineTask>, "get">;
  /** Which keys and servers rest; by default each process finds out by itself. */
  accounts?: AccountRests | undefined;
  logger: Logger;
}

/** A provider under certain settings. */
export interface ConfiguredProvider {
  /** Whether it can be asked, and so has a lane: there is a key, or a server that needs none. */
  readonly isAskable: boolean;
  /** What the vendor allows; undefined: any number of calls. */
  readonly windows?: readonly LimitWindow[] | undefined;
  /** The same for single models. */
  readonly modelWindows?: Readonly<Record<string, readonly LimitWindow[]>> | undefined;
  /** Prices of models that no table knows. */
  readonly declaredPrices?: readonly DeclaredPrice[] | undefined;
  /** What the vendor takes off its list prices, in hundredths of a percent. */
  readonly discountBasisPoints?: number | undefined;
  /** What has no price costs nothing: a server of your own, or no server at all. */
  readonly isFreeUnlessPriced: boolean;
  /** What an answer depends on besides the question, such as address and key; stored only as a hash. */
  readonly identity: readonly unknown[];
  /** What is wrong with the settings, whether or not a route names the provider. */
  problems(isRouted: boolean): ConfigProblem[];
  /** What to do about a model without a price. Undefined if nothing can be set. */
  readonly priceRemedy?: string | undefined;
  create(deps: ProviderDeps): ModelProvider;
  /**
   * The same provider in front of a stand-in for its vendor, which gives every question this answer and
   * sends nothing anywhere: with it a process practises before its first record. Undefined if there is
   * nothing to practise. Whoever opens it closes it.
   */
  openStandIn?(answer: string): Promise<ModelProvider>;
}

/**
 * What a kind derives from an entry of `models.yaml`; limits and prices are read in the same way for
 * all kinds.
 */
export type ConfiguredEntry = Omit<
  ConfiguredProvider,
  "windows" | "modelWindows" | "declaredPrices" | "discountBasisPoints" | "priceRemedy"
>;

/** How entries of `models.yaml` name providers of a kind. */
export interface EntryForm<Options extends z.ZodRawShape = z.ZodRawShape> {
  /** The options of its entries in addition to the common ones. */
  readonly options: Options;
  /** The keys of a request's body that the file must not set: limits, checks and money depend on them. */
  readonly ownBodyKeys: readonly string[];
  /** How its models can be brought to answer by a schema. */
  readonly modes: readonly AnswerMode[];
  configure(entry: ProviderEntry & z.output<z.ZodObject<Options>>): ConfiguredEntry;
}

/** Preserves the types of an entry's options. */
export function defineEntry<Options extends z.ZodRawShape>(
  form: EntryForm<Options>,
): EntryForm<Options> {
  return form;
}

/** A provider that is asked as soon as there is a key, or a server, for it. */
export interface ShortWay {
  /** Of its variables: `OPENAI` of `OPENAI_API_KEY`, `OPENAI_BASE_URL` and `OPENAI_MODEL`. */
  readonly prefix: string;
  /** The one to ask unless another is named. */
  readonly defaultModel: string;
  readonly aboutModel: string;
}

/**
 * Everything that the rest of the project knows about a kind of provider. Its folder owns everything
 * else.
 */
export interface ProviderKind<
  Name extends string = string,
  Settings extends z.ZodRawShape = z.ZodRawShape,
> {
  /** As routes name it, before the slash. */
  readonly name: Name;
  /** As people know it. */
  readonly title: string;
  /** Variables of the environment. */
  readonly settings: Settings;
  /** The vendor's list prices. */
  readonly prices?: PriceTable | undefined;
  /** How a key alone makes it answer. Undefined: it is asked only if a route names it. */
  readonly shortWay?: ShortWay | undefined;
  configure(settings: z.output<z.ZodObject<Settings>>): ConfiguredProvider;
  /** Undefined: it is there whatever `models.yaml` names, as the variables configure it. */
  readonly entry?: EntryForm | undefined;
}

/** A kind that entries of `models.yaml` may name. */
export type EnteredKind = ProviderKind & { readonly entry: EntryForm };

/** Preserves the types of a provider's settings. */
export function defineProvider<Name extends string, Settings extends z.ZodRawShape>(
  kind: ProviderKind<Name, Settings>,
): ProviderKind<Name, Settings> {
  return kind;
}
