import { z } from "zod";
import type { AdapterDeps } from "../crm-adapter.ts";
import { madeUpRecords } from "../made-up-record.ts";
import type { StandInAccount } from "../stand-in.ts";
import { hubspotName, hubspotObject, propertyFor } from "./hubspot-fields.ts";
import { hubspotMapping } from "./hubspot-mapping.ts";

const read = z.object({
  properties: z.array(z.string()),
  inputs: z.array(z.object({ id: z.string() })),
});
const update = z.object({
  inputs: z.array(z.object({ id: z.string(), objectWriteTraceId: z.string() })),
});

const savedAt = "2026-01-31T12:00:00.000Z";

/** A portal for practice. It knows the calls of a batch: properties, read, update. */
export function hubspotStandIn({
  outputs,
  mapping = hubspotMapping,
}: Pick<AdapterDeps, "outputs" | "mapping">): StandInAccount {
  const objects = new Map(
    [...mapping].map(([object, mapped]) => {
      const { type, properties, fields, modifiedAt } = hubspotObject(mapped);
      const ours = outputs(object);
      const held = madeUpRecords({ fields, outputs: ours, nameOf: hubspotName });
      const valueIn = (id: string, name: string) =>
        name === modifiedAt ? savedAt : held(id, name);
      return [type, { properties, outputs: ours, valueIn }] as const;
    }),
  );
  const replies: readonly [RegExp, (type: string, body: string) => unknown][] = [
    [
      /\/properties(?:\/[\d-]+)?\/([^/]+)$/,
      (type) => ({
        results: [
          ...(objects.get(type)?.properties ?? []).map((name) => ({ ...property, name })),
          ...(objects.get(type)?.outputs ?? []).map((one) => ({
            ...property,
            ...propertyFor(one),
          })),
        ],
      }),
    ],
    [
      /\/([^/]+)\/batch\/read$/,
      (type, body) => {
        const { properties, inputs } = read.parse(JSON.parse(body));
        const { valueIn = () => null } = objects.get(type) ?? {};
        const held = (id: string) => properties.map((name) => [name, valueIn(id, name)]);
        return batchOf(inputs.map(({ id }) => ({ id, properties: Object.fromEntries(held(id)) })));
      },
    ],
    [/\/batch\/update$/, (_, body) => batchOf(update.parse(JSON.parse(body)).inputs)],
  ];
  return {
    headers: {
      "x-hubspot-ratelimit-daily": "1000000",
      "x-hubspot-ratelimit-daily-remaining": "999999",
    },
    idOf: (number) => String(number + 1),
    answer({ path, body }) {
      for (const [pattern, reply] of replies) {
        const found = pattern.exec(path);
        if (found) return reply(found[1] ?? "", body);
      }
      return undefined;
    },
  };
}

/** A property as every portal describes it, as far as we read that. */
const property = {
  ...{ type: "string", fieldType: "text", calculated: false, hubspotDefined: false, options: [] },
  modificationMetadata: { readOnlyValue: false },
};

function batchOf(results: readonly object[]) {
  const stamps = { createdAt: savedAt, updatedAt: savedAt, archived: false };
  return {
    ...{ status: "COMPLETE", startedAt: savedAt, completedAt: savedAt },
    results: results.map((one) => ({ properties: {}, ...one, ...stamps })),
  };
}
