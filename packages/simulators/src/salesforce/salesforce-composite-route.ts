import { z } from "zod";
import type { Reply } from "../core/http-reply.ts";
import type { Call, Route, Routes } from "../core/routes.ts";
import { problems, refusal, SalesforceRefusal } from "./salesforce-errors.ts";
import { answering, jsonBody } from "./salesforce-org.ts";

const maxSubrequests = 25;

const compositeBody = z.object({
  allOrNone: z.boolean().nullish(),
  compositeRequest: z.array(
    z.object({
      method: z.string(),
      url: z.string(),
      referenceId: z.string(),
      body: z.unknown().optional(),
      httpHeaders: z.record(z.string(), z.string()).nullish(),
    }),
  ),
});
type Subrequest = z.infer<typeof compositeBody>["compositeRequest"][number];

/** Up to 25 calls in one, each with headers of its own. What rolls back (`allOrNone`) is not simulated, and refused. */
export function compositeRoute(routes: () => Routes): Record<string, Route> {
  const handle = async (call: Call): Promise<Reply> => {
    const { allOrNone, compositeRequest } = parseComposite(call);
    if (allOrNone) {
      const message = "allOrNone is not simulated for /composite";
      throw new SalesforceRefusal(501, { code: "NOT_SIMULATED", message });
    }
    const compositeResponse: unknown[] = [];
    for (const subrequest of compositeRequest) {
      const reply = await answerOne(routes(), call, subrequest);
      compositeResponse.push({
        body: reply.json ?? null,
        httpHeaders: reply.headers ?? {},
        httpStatusCode: reply.status,
        referenceId: subrequest.referenceId,
      });
    }
    return { status: 200, json: { compositeResponse } };
  };
  return {
    "POST /services/data/:version/composite": {
      kind: "write",
      operation: "composite",
      handle: answering(handle),
    },
  };
}

function parseComposite(call: Call): z.infer<typeof compositeBody> {
  const parsed = compositeBody.safeParse(jsonBody(call));
  if (!parsed.success) {
    const message = z.prettifyError(parsed.error);
    throw new SalesforceRefusal(400, { code: "INVALID_INPUT", message });
  }
  if (parsed.data.compositeRequest.length > maxSubrequests) {
    const message = `The composite request has more than ${maxSubrequests} subrequests`;
    throw new SalesforceRefusal(400, { code: "LIMIT_EXCEEDED", message });
  }
  return parsed.data;
}

async function answerOne(routes: Routes, call: Call, subrequest: Subrequest): Promise<Reply> {
  const { method, url, body, httpHeaders } = subrequest;
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const matched = routes.match(method, pathname);
  if (!matched || matched.route.operation === "composite") return refusal(404, problems.notFound);
  const headers = Object.entries(httpHeaders ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    value,
  ]);
  return await matched.route.handle({
    ...call,
    method,
    path: pathname,
    params: matched.params,
    query: searchParams,
    headers: Object.fromEntries(headers),
    body: body === undefined ? "" : JSON.stringify(body),
  });
}
