import { recordKey } from "@fieldwork/contracts";
import type { recordRoutes } from "@fieldwork/contracts/api";
import { AppError } from "@fieldwork/runtime";
import {
  type DefinedOutput,
  findKnownWriters,
  findRecordCases,
  findRecordPage,
  findRecordStates,
  findTrail,
  listDefinedOutputs,
  listReadObjects,
  listRecordFilters,
  type Reader,
  type RecordCase,
  type RecordRow,
} from "@fieldwork/store/reading";
import { fieldDetails } from "../records/field-details.ts";
import { fieldViews } from "../records/field-views.ts";
import { pageOf } from "../records/record-page.ts";
import { writerOf } from "../records/value-writer.ts";
import { type Handlers, wire } from "./handler.ts";
import { demandReach, reachWithin } from "./reach.ts";

type RecordHandlers = Pick<Handlers, keyof typeof recordRoutes>;

/** Records as they stand. */
export function recordHandlers({ reader }: { reader: Reader }): RecordHandlers {
  return {
    "record-filters.list": async ({ principal }) => {
      const reach = reachWithin(principal, "records.read", undefined);
      const [places, fields, defined] = await Promise.all([
        listReadObjects(reader),
        listRecordFilters(reader),
        listDefinedOutputs(reader),
      ]);
      return {
        places: places
          .filter(({ connection }) => reach === "all" || reach.includes(connection))
          .map(({ connection, object }) => ({ connection, object })),
        fields: fields.map((field) => ({ ...field, ...namedBy(defined, field) })),
      };
    },
    "records.fields": async ({ principal, params: ref }) => {
      demandReach(principal, "records.read", ref.connection);
      const trail = await findTrail(reader, ref);
      if (trail === undefined) throw unread(recordKey(ref));
      const [[state], defined] = await Promise.all([
        findRecordStates(reader, [ref]),
        outputsOf(reader, ref.object),
      ]);
      const { fields: inputs, outputs, title, deleted, vendorAt, changedAt, readAt } = trail.record;
      const views = fieldViews(defined, { outputs, state, isDeleted: deleted });
      const [writers, cases, page] = await Promise.all([
        findKnownWriters(
          reader,
          views.map(({ field }) => ({ ref, field })),
        ),
        findRecordCases(reader, ref),
        findRecordPage(reader, ref),
      ]);
      const enriched = fieldDetails(trail, { defined, views }).map((view, place) => ({
        ...view,
        writtenBy: writerOf(writers[place], view.value),
        labelledCase: caseOf(cases, view.field),
      }));
      return wire({
        ...{ ref, title, deleted, inputs, vendorAt, changedAt, readAt, enriched },
        crmUrl: pageOf(page, ref.id),
      });
    },
  };
}

function caseOf(cases: readonly RecordCase[], field: string): Omit<RecordCase, "field"> | null {
  const found = cases.find((one) => one.field === field);
  if (!found) return null;
  const { field: _, ...made } = found;
  return made;
}

async function outputsOf(reader: Reader, object: string): Promise<DefinedOutput[]> {
  return (await listDefinedOutputs(reader)).filter((one) => one.object === object);
}

/** Rows of a list with how their fields stand. */
export async function withFields(reader: Reader, rows: readonly RecordRow[]) {
  const [states, defined] = await Promise.all([
    findRecordStates(
      reader,
      rows.map(({ ref }) => ref),
    ),
    listDefinedOutputs(reader),
  ]);
  return rows.map((row, place) => {
    const own = defined.filter(({ object }) => object === row.ref.object);
    const seen = { outputs: row.outputs, state: states[place], isDeleted: row.deleted };
    return { ...row, enriched: fieldViews(own, seen) };
  });
}

function namedBy(
  defined: readonly DefinedOutput[],
  { object, source, name }: { object: string; source: string; name: string },
): { label: string; options: string[] | null } {
  const output = defined.find((one) => one.object === object && one.field === name);
  if (source === "fields" || output === undefined) return { label: name, options: null };
  return { label: output.label, options: output.options };
}

function unread(key: string): AppError {
  return new AppError(`no record ${key} has been read`, { code: "not_found", retryable: false });
}
