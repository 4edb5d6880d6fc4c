import { z } from "zod";
import type { AdapterDeps, OutputField } from "../crm-adapter.ts";
import { type MadeUpRecord, madeUpRecords } from "../made-up-record.ts";
import type { StandInAccount } from "../stand-in.ts";
import { fieldTypes, salesforceName, salesforceObject } from "./salesforce-fields.ts";
import { salesforceId } from "./salesforce-id.ts";
import { salesforceMapping } from "./salesforce-mapping.ts";

const retrieve = z.object({ ids: z.array(z.string()), fields: z.array(z.string()) });
const save = z.object({ records: z.array(z.object({ id: z.string() })) });
const composite = z.object({ compositeRequest: z.array(z.object({ referenceId: z.string() })) });

/** An org for practice. It knows the calls of a batch: describe, retrieve, save. */
export function salesforceStandIn({
  outputs,
  mapping = salesforceMapping,
}: Pick<AdapterDeps, "outputs" | "mapping">): StandInAccount {
  const objects = new Map(
    [...mapping].map(([object, mapped]) => {
      const { type, names, fields } = salesforceObject(mapped);
      const ours = outputs(object);
      const held = madeUpRecords({ fields, outputs: ours, nameOf: salesforceName });
      return [type, { names, outputs: ours, held }] as const;
    }),
  );
  const replies: readonly [RegExp, (found: readonly string[], body: string) => unknown][] = [
    [/\/sobjects\/(\w+)\/describe$/, ([, type = ""]) => describe(objects.get(type))],
    [
      /\/composite\/sobjects\/(\w+)$/,
      ([, type = ""], body) => {
        const { ids, fields } = retrieve.parse(JSON.parse(body));
        const { held = () => null } = objects.get(type) ?? {};
        return ids.map((Id) => rowOf({ type, Id, fields, held }));
      },
    ],
    [
      /\/composite\/sobjects$/,
      (_, body) =>
        save.parse(JSON.parse(body)).records.map(({ id }) => ({ id, success: true, errors: [] })),
    ],
    [
      /\/composite$/,
      (_, body) => ({
        compositeResponse: composite.parse(JSON.parse(body)).compositeRequest.map(savedAlone),
      }),
    ],
  ];
  return {
    headers: { "sforce-limit-info": "api-usage=1/1000000" },
    idOf: (number) => salesforceId(`001Aa${number.toString(36).padStart(10, "0")}`) ?? "",
    answer({ path, body, origin }) {
      if (path.endsWith("/token")) return { access_token: "stand-in", instance_url: origin };
      for (const [pattern, reply] of replies) {
        const found = pattern.exec(path);
        if (found) return reply(found, body);
      }
      return undefined;
    },
  };
}

function savedAlone({ referenceId }: { referenceId: string }) {
  return { body: null, httpHeaders: {}, httpStatusCode: 204, referenceId };
}

interface Row {
  type: string;
  Id: string;
  fields: readonly string[];
  held: MadeUpRecord;
}

function rowOf({ type, Id, fields, held }: Row): Record<string, unknown> {
  const own = new Map([
    ["Id", Id],
    ["SystemModstamp", "2026-01-31T12:00:00.000+0000"],
  ]);
  return {
    attributes: { type, url: `/services/data/sobjects/${type}/${Id}` },
    ...Object.fromEntries(fields.map((name) => [name, own.get(name) ?? held(Id, name)])),
  };
}

/** A field as every org describes it, as far as we read that. */
const described = {
  ...{ type: "string", length: 255, byteLength: 765, scale: 0, updateable: true },
  ...{ calculated: false, filterable: true, htmlFormatted: false, controllerName: null },
  picklistValues: [] as { value: string; label: string }[],
};

function describe(
  object: { names: readonly string[]; outputs: readonly OutputField[] } | undefined,
): unknown {
  return {
    fields: [
      ...["Id", "SystemModstamp", ...(object?.names ?? [])].map((name) => ({ ...described, name })),
      ...(object?.outputs ?? []).map(describeOutput),
    ],
    keyPrefix: "001",
    recordTypeInfos: [{ active: true, master: true }],
  };
}

function describeOutput(output: OutputField): typeof described & { name: string } {
  const options = "options" in output ? output.options : output.type === "boolean" ? yesAndNo : [];
  return {
    ...described,
    name: salesforceName(output.field),
    type: fieldTypes[output.type][0] ?? described.type,
    ...(output.type === "text" && { length: output.maxChars, byteLength: 3 * output.maxChars }),
    picklistValues: options.map((value) => ({
      ...{ active: true, defaultValue: false, label: value, validFor: null, value },
    })),
  };
}

const yesAndNo = ["true", "false"];
