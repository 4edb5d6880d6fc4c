import type { LimitWindow } from "@fieldwork/limits";
import type { ConfigProblem, Logger } from "@fieldwork/runtime";
import type { z } from "zod";
import type { ModelProvider } from "../model-provider.ts";
import type { DeclaredPrice } from "../prices/model-price.ts";
import type { PriceTable } from "../prices/price-table.ts";
import type { BaselineTask } from "./baseline/provider.ts";
import type { ProviderEntry } from "./provider-entry.ts";

/** What a provider may need that stands in no settings. */
export interface ProviderDeps {
  /** The enrichments as they are now, by name, for a model that learns from their examples. */
  tasks: Pick<ReadonlyMap<string, BaselineTask>, "get">;
  logger: Logger;
}

/** A provider under certain settings. */
export interface ConfiguredProvider {
  /** Whether there is one to ask, and so a lane: a key, or a server that needs none. */
  readonly isAskable: boolean;
  /** What the vendor allows; undefined: any number of calls. */
  readonly windows?: readonly LimitWindow[] | undefined;
  /** The same for single models. */
  readonly modelWindows?: Readonly<Record<string, readonly LimitWindow[]>> | undefined;
  /** Its prices that no table knows. */
  readonly declaredPrices?: readonly DeclaredPrice[] | undefined;
  /** What has no price costs nothing: a server of one's own, or no server at all. */
  readonly isFreeUnlessPriced: boolean;
  /** What an answer depends on beside the question, such as address and key; kept as a hash only. */
  readonly identity: readonly unknown[];
  /** What is wrong with the settings, whether or not a route names the provider. */
  problems(isRouted: boolean): ConfigProblem[];
  /** What to do about a model without a price. Undefined: nothing can be set. */
  readonly priceRemedy?: string | undefined;
  create(deps: ProviderDeps): ModelProvider;
}

/** What a kind makes of an entry of `models.yaml`; limits and prices are read alike for all kinds. */
export type ConfiguredEntry = Omit<
  ConfiguredProvider,
  "windows" | "modelWindows" | "declaredPrices" | "priceRemedy"
>;

/** How entries of `models.yaml` name providers of a kind. */
export interface EntryForm<Options extends z.ZodRawShape = z.ZodRawShape> {
  /** What its entries say besides what all say. */
  readonly options: Options;
  /** What of a request's body is not for the file to say: limits, checks and money rest on it. */
  readonly ownBodyKeys: readonly string[];
  configure(entry: ProviderEntry & z.output<z.ZodObject<Options>>): ConfiguredEntry;
}

/** Keeps the types of an entry's options. */
export function defineEntry<Options extends z.ZodRawShape>(
  form: EntryForm<Options>,
): EntryForm<Options> {
  return form;
}

/** All that the rest of the project knows about a kind of provider. Its folder owns everything else. */
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
  /** What the vendor lists. */
  readonly prices?: PriceTable | undefined;
  configure(settings: z.output<z.ZodObject<Settings>>): ConfiguredProvider;
  /** Undefined: it is there whatever `models.yaml` names, as the variables configure it. */
  readonly entry?: EntryForm | undefined;
}

/** A kind that entries of `models.yaml` may name. */
export type EnteredKind = ProviderKind & { readonly entry: EntryForm };

/** Keeps the types of a provider's settings. */
export function defineProvider<Name extends string, Settings extends z.ZodRawShape>(
  kind: ProviderKind<Name, Settings>,
): ProviderKind<Name, Settings> {
  return kind;
}
