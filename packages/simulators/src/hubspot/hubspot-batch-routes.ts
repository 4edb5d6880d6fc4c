import { z } from "zod";
import type { Reply } from "../core/http-reply.ts";
import type { StoredRecord } from "../core/record-store.ts";
import type { Call, Route } from "../core/routes.ts";
import {
  batchReply,
  faultErrors,
  type ItemError,
  isNamedIn,
  silentReply,
} from "./hubspot-batch-reply.ts";
import { hubspotError, validationError } from "./hubspot-errors.ts";
import {
  contactExists,
  contactWith,
  invalidInput,
  jsonBody,
  living,
  unknownObject,
} from "./hubspot-object-routes.ts";
import { type HubspotObject, objectNamed, objects } from "./hubspot-objects.ts";
import type { HubspotPortal } from "./hubspot-portal.ts";
import { recordView } from "./hubspot-records.ts";
import { checkProperties, problemsBody, type ValueProblem } from "./hubspot-values.ts";

const maxInputs = 100;

const recordId = z.union([z.string(), z.number()]).transform(String);
const readBody = z.object({
  inputs: z.array(z.object({ id: recordId })),
  properties: z.array(z.string()).nullish(),
  propertiesWithHistory: z.array(z.string()).nullish(),
});
const updateInput = z.object({
  id: recordId,
  properties: z.record(z.string(), z.unknown()),
  objectWriteTraceId: z.string().nullish(),
});
const updateBody = z.object({ inputs: z.array(updateInput) });
const createBody = z.object({ inputs: z.array(updateInput.omit({ id: true })) });
type Input = Omit<z.infer<typeof updateInput>, "id"> & { id?: string };

/** Up to 100 records a call. Results come in no order that a caller may count on. */
export function batchRoutes(portal: HubspotPortal, prefix: string): Record<string, Route> {
  const on = (
    kind: string,
    operation: string,
    handle: (object: HubspotObject, call: Call) => Reply,
  ): Route => ({
    kind,
    operation,
    handle(call) {
      const object = objectNamed(call.params.type);
      if (!object) return unknownObject(call.params.type);
      return silentReply(call) ?? handle(object, call);
    },
  });
  return {
    [`POST ${prefix}/:type/batch/read`]: on("read", "batch-read", (object, call) =>
      batchRead(portal, object, call),
    ),
    [`POST ${prefix}/:type/batch/update`]: on("write", "batch-update", (object, call) =>
      batchUpdate(portal, object, call),
    ),
    [`POST ${prefix}/:type/batch/create`]: on("write", "batch-create", (object, call) =>
      batchCreate(portal, object, call),
    ),
    [`POST ${prefix}/:type/batch/archive`]: on("write", "batch-archive", (object, call) =>
      batchArchive(portal, object, call),
    ),
  };
}

function batchRead(portal: HubspotPortal, object: HubspotObject, call: Call): Reply {
  const parsed = readBody.safeParse(jsonBody(call));
  if (!parsed.success) return invalidInput(parsed.error);
  const { inputs, properties, propertiesWithHistory } = parsed.data;
  if (inputs.length > maxInputs) return tooMany(inputs.length);
  const shape = {
    properties: properties ?? undefined,
    history: propertiesWithHistory ?? undefined,
  };
  const ids = inputs.map(({ id }) => id);
  const { found, missing } = lookUp(portal, object, new Set(ids));
  const told = faultErrors(call, ids);
  const shown = found.filter(({ id }) => !isNamedIn(told, id));
  const results = shown.map((record) => recordView(record, shape)).toReversed();
  return batchReply(200, { results, errors: [...notFound(object, missing), ...told] });
}

function batchUpdate(portal: HubspotPortal, object: HubspotObject, call: Call): Reply {
  const parsed = updateBody.safeParse(jsonBody(call));
  if (!parsed.success) return invalidInput(parsed.error);
  const { inputs } = parsed.data;
  const refusal = refusalOf(inputs);
  if (refusal) return refusal;
  const checked = checkInputs(portal, object, inputs);
  if ("status" in checked) return checked;
  const { missing } = lookUp(portal, object, new Set(checked.valid.map(({ input }) => input.id)));
  const change = { by: call.caller, atMs: portal.now() };
  const told = faultErrors(
    call,
    inputs.map(({ id }) => id),
  );
  const results = checked.valid.flatMap(({ input, values }) => {
    const record = living(portal, object, input.id);
    if (!record || isNamedIn(told, input.id)) return [];
    portal.store.update(record, values, change);
    return [resultOf(record, input, values)];
  });
  const errors = [...checked.errors, ...notFound(object, missing), ...told];
  return batchReply(200, { results: results.toReversed(), errors });
}

function batchCreate(portal: HubspotPortal, object: HubspotObject, call: Call): Reply {
  const parsed = createBody.safeParse(jsonBody(call));
  if (!parsed.success) return invalidInput(parsed.error);
  const { inputs } = parsed.data;
  const refusal = refusalOf(inputs);
  if (refusal) return refusal;
  const checked = checkInputs(portal, object, inputs);
  if ("status" in checked) return checked;
  for (const { values } of checked.valid) {
    const conflict = contactWith(portal, object, values.email);
    if (conflict) return contactExists(conflict);
  }
  const change = { by: call.caller, atMs: portal.now() };
  const results = checked.valid.map(({ input, values }) =>
    resultOf(portal.create(object, values, change), input, values),
  );
  return batchReply(201, { results: results.toReversed(), errors: checked.errors });
}

function batchArchive(portal: HubspotPortal, object: HubspotObject, call: Call): Reply {
  const parsed = readBody.safeParse(jsonBody(call));
  if (!parsed.success) return invalidInput(parsed.error);
  const change = { by: call.caller, atMs: portal.now() };
  for (const { id } of parsed.data.inputs) {
    const record = living(portal, object, id);
    if (record) portal.store.remove(record, change);
  }
  return { status: 204 };
}

function refusalOf(inputs: readonly Input[]): Reply | undefined {
  if (inputs.length === 0) return validationError("No inputs were provided");
  if (inputs.length > maxInputs) return tooMany(inputs.length);
  const ids = inputs.flatMap(({ id }) => id ?? []);
  const repeated = [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
  if (repeated.length === 0) return undefined;
  return hubspotError(400, {
    category: "VALIDATION_ERROR",
    message: `Duplicate IDs found in batch input: [${repeated.join(", ")}]. IDs must be unique`,
    context: { ids: repeated },
  });
}

function tooMany(count: number): Reply {
  return validationError(`Received ${count} inputs; at most ${maxInputs} are allowed in a batch`);
}

interface CheckedInputs<T> {
  valid: { input: T; values: Record<string, string> }[];
  errors: ItemError[];
}

/** The inputs that may be done, and the errors of the others; or the refusal of all of them. */
function checkInputs<T extends Input>(
  { schema, options }: HubspotPortal,
  object: HubspotObject,
  inputs: readonly T[],
): Reply | CheckedInputs<T> {
  const checked = inputs.map((input) => ({
    input,
    ...checkProperties((name) => schema.property(object, name), input.properties),
  }));
  const wrong = checked.filter(({ problems }) => problems.length > 0);
  const portalId = options.portalId ?? 0;
  if (wrong.length > 0 && !isEachAnswered(options.batchErrors, inputs)) {
    return hubspotError(
      400,
      problemsBody(
        wrong.flatMap(({ problems }) => problems),
        portalId,
      ),
    );
  }
  return {
    valid: checked.filter(({ problems }) => problems.length === 0),
    errors: wrong.map(({ input, problems }) => errorOf(input, problems, portalId)),
  };
}

function isEachAnswered(mode: string | undefined, inputs: readonly Input[]): boolean {
  if (mode === "per-input") return true;
  if (mode !== "by-trace-id") return false;
  const traceIds = new Set(inputs.flatMap(({ objectWriteTraceId }) => objectWriteTraceId ?? []));
  return traceIds.size === inputs.length;
}

function errorOf(input: Input, problems: readonly ValueProblem[], portalId: number): ItemError {
  const { objectWriteTraceId } = input;
  return {
    ...problemsBody(problems, portalId),
    context: {
      ...(input.id !== undefined && { ids: [input.id] }),
      ...(objectWriteTraceId != null && { objectWriteTraceId: [objectWriteTraceId] }),
    },
  };
}

function lookUp(portal: HubspotPortal, object: HubspotObject, ids: ReadonlySet<string>) {
  const found: StoredRecord[] = [];
  const missing: string[] = [];
  for (const id of ids) {
    const record = living(portal, object, id);
    if (record) found.push(record);
    else missing.push(id);
  }
  return { found, missing };
}

function notFound(object: HubspotObject, ids: string[]): ItemError[] {
  if (ids.length === 0) return [];
  const name = objects[object].errorName;
  return [
    {
      category: "OBJECT_NOT_FOUND",
      message: `Could not get some ${name} objects, they may be deleted or not exist. Check that ids are valid.`,
      context: { ids },
    },
  ];
}

function resultOf(record: StoredRecord, input: Input, values: Record<string, string>) {
  const { objectWriteTraceId } = input;
  return {
    ...recordView(record, { properties: Object.keys(values) }),
    ...(objectWriteTraceId != null && { objectWriteTraceId }),
  };
}
