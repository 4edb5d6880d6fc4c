import type { ConfigProblem } from "@fieldwork/runtime";
import type { z } from "zod";
import type { AnswerMode } from "../answer-mode.ts";
import { openStandIn } from "../exchange/stand-in.ts";
import type { VendorAccess } from "../exchange/vendor-provider.ts";
import type { ModelProvider } from "../model-provider.ts";
import type { PriceTable } from "../prices/price-table.ts";
import { accessOf, createDeployments } from "./deployments.ts";
import { defineEntry, defineProvider, type EntryForm, type ProviderKind } from "./provider-kind.ts";
import { readVendorSettings, type VendorSettings, vendorSettings } from "./vendor-settings.ts";

/** What a vendor with one API and keys says of itself; what such vendors have in common follows from it. */
export interface VendorDescription<Name extends string, Prefix extends string> {
  name: Name;
  title: string;
  /** Of its variables. */
  prefix: Prefix;
  prices: PriceTable;
  /** The cheapest current one that answers by schema. */
  defaultModel: string;
  /** The options of its entries in addition to the common ones. */
  options: z.ZodRawShape;
  /** See `EntryForm`. */
  ownBodyKeys: readonly string[];
  modes: readonly AnswerMode[];
  create(access: VendorAccess, options: Readonly<Record<string, unknown>>): ModelProvider;
  /** A reply as the vendor would stream it, with this answer. */
  streamOf(answer: string): string;
}

type AnyVendor = VendorDescription<string, string>;

/** A kind of provider for a vendor with one API. */
export function defineVendor<const Name extends string, const Prefix extends string>(
  vendor: VendorDescription<Name, Prefix>,
): ProviderKind<Name, VendorSettings<Prefix>> & { readonly entry: EntryForm } {
  const { name, title, prefix, prices, create } = vendor;
  const kind = defineProvider<Name, VendorSettings<Prefix>>({
    ...{ name, title, prices },
    settings: vendorSettings(prefix, title),
    shortWay: {
      ...{ prefix, defaultModel: vendor.defaultModel },
      aboutModel: `The model of ${title} to ask when there is a key`,
    },
    configure(settings) {
      const { apiKey, baseUrl, windows } = readVendorSettings(prefix, settings);
      return {
        ...{ windows, isAskable: apiKey !== undefined, isFreeUnlessPriced: false },
        identity: [apiKey, baseUrl],
        priceRemedy: `name a model of ${title} that has a price, or write this one's under models in models.yaml`,
        problems: (isRouted) =>
          apiKey === undefined && (isRouted || baseUrl !== undefined)
            ? [missingKey(prefix, isRouted)]
            : [],
        create: () => create({ name, apiKey: apiKey ?? "", baseUrl }, {}),
        openStandIn: (answer) => practise(vendor, name, answer),
      };
    },
  });
  return { ...kind, entry: entryOf(vendor) };
}

function entryOf(vendor: AnyVendor): EntryForm {
  const { options, ownBodyKeys, modes } = vendor;
  return defineEntry({
    ...{ options, ownBodyKeys, modes },
    configure(entry) {
      const { name, deployments, extraBody, extraHeaders } = entry;
      const said: Readonly<Record<string, unknown>> = { ...entry };
      const own = Object.fromEntries(Object.keys(options).map((key) => [key, said[key]]));
      const hasKeys = deployments.every(({ apiKey }) => apiKey !== undefined);
      return {
        ...{ isAskable: hasKeys, isFreeUnlessPriced: false },
        identity: [deployments.map(accessOf), own, extraBody, extraHeaders],
        problems: () => (hasKeys ? [] : [missingKeyOf(name)]),
        create({ logger, accounts }) {
          const [first, ...others] = deployments.map(({ baseUrl, apiKey = "" }) =>
            vendor.create({ name, apiKey, baseUrl, extraBody, extraHeaders }, own),
          );
          if (first === undefined) throw new RangeError(`${name} has no deployment`);
          const weights = deployments.map(({ weight }) => weight);
          return others.length === 0
            ? first
            : createDeployments([first, ...others], { logger, weights, accounts });
        },
        openStandIn: (answer) => practise(vendor, name, answer),
      };
    },
  });
}

function practise(vendor: AnyVendor, name: string, answer: string): Promise<ModelProvider> {
  const create = (baseUrl: string) => vendor.create({ name, apiKey: "stand-in", baseUrl }, {});
  return openStandIn(create, vendor.streamOf(answer));
}

function missingKey(prefix: string, isRouted: boolean): ConfigProblem {
  return {
    what: `${prefix}_API_KEY`,
    problem: isRouted ? "is missing" : `is missing, though ${prefix}_BASE_URL is set`,
    remedy: "Set the vendor's key",
  };
}

function missingKeyOf(name: string): ConfigProblem {
  return {
    what: `models.yaml: ${name}.keyEnv`,
    problem: "is missing",
    remedy: "Name the variable of the vendor's key",
  };
}
