import { type LimitWindow, windowsFrom } from "@fieldwork/limits";
import { count, setting } from "@fieldwork/runtime";
import { z } from "zod";

type Shape = ReturnType<typeof shapeOf>;
/** The variables of a vendor with this prefix. */
export type VendorSettings<Prefix extends string> = {
  [Name in keyof Shape as `${Prefix}_${Name}`]: Shape[Name];
};

function shapeOf(title: string) {
  const perMinute = (about: string) =>
    setting(count.optional(), { about, set: "what the vendor allows in a minute" });
  return {
    API_KEY: setting(z.string().optional(), {
      about: `The key for ${title}`,
      set: "the key",
      secret: true,
    }),
    BASE_URL: setting(z.url().optional(), {
      about: `A server that speaks the protocol of ${title}, in place of it`,
      set: "the URL without the version of the API",
    }),
    CONCURRENCY: setting(count.optional(), {
      about:
        "Concurrent calls across all processes; unless set, found out from how fast calls are answered",
      set: "how many calls may run at once",
    }),
    REQUESTS_PER_MINUTE: perMinute(
      `Requests per minute that ${title} allows, for all of its models and all processes together`,
    ),
    INPUT_TOKENS_PER_MINUTE: perMinute("The same for input tokens"),
    OUTPUT_TOKENS_PER_MINUTE: perMinute("The same for output tokens"),
  };
}

/** The variables of a vendor that has one API, by a prefix such as `ANTHROPIC`. */
export function vendorSettings<Prefix extends string>(
  prefix: Prefix,
  title: string,
): VendorSettings<Prefix> {
  const named = Object.entries(shapeOf(title)).map(([name, one]) => [`${prefix}_${name}`, one]);
  return Object.fromEntries(named) as VendorSettings<Prefix>;
}

export interface VendorValues {
  apiKey: string | undefined;
  baseUrl: string | undefined;
  windows: readonly LimitWindow[];
}

const values = z.object(shapeOf(""));

/** What the variables with this prefix say. */
export function readVendorSettings(
  prefix: string,
  settings: Readonly<Record<string, unknown>>,
): VendorValues {
  const said = Object.keys(values.shape).map((name) => [name, settings[`${prefix}_${name}`]]);
  const read = values.parse(Object.fromEntries(said));
  return {
    apiKey: read.API_KEY || undefined,
    baseUrl: read.BASE_URL,
    windows: windowsFrom({
      concurrency: read.CONCURRENCY ?? "adaptive",
      requestsPerMinute: read.REQUESTS_PER_MINUTE,
      inputTokensPerMinute: read.INPUT_TOKENS_PER_MINUTE,
      outputTokensPerMinute: read.OUTPUT_TOKENS_PER_MINUTE,
    }),
  };
}
