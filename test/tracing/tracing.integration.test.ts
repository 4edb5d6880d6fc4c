import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { createOtlpSink } from "../support/otlp-sink.ts";

const child = fileURLToPath(new URL("traced-call.ts", import.meta.url));
const documented = await readFile(new URL("../../docs/tracing.md", import.meta.url), "utf8");

/** What docs/tracing.md tells to set for a service. */
function settingsFor(service: string): Record<string, string> {
  const [, section = ""] = documented.split(`\n## ${service}\n`);
  const [, block = ""] = /```sh\n([\s\S]*?)```/.exec(section) ?? [];
  const lines = block.trim().split("\n");
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

/** What a service gets from one question, with these settings but for the host. */
async function exportedTo(settings: Readonly<Record<string, string>>) {
  const sink = await createOtlpSink();
  onTestFinished(() => sink.stop());
  const here = Object.entries(settings).map(([name, value]) => {
    const isAddress = name.endsWith("_ENDPOINT");
    return [name, isAddress ? `${sink.url}${new URL(value).pathname}` : value];
  });
  await promisify(execFile)(process.execPath, [child], {
    env: { ...Object.fromEntries(here), NODE_NO_WARNINGS: "1" },
  });
  return sink.exports();
}

test.each([
  {
    service: "Langfuse",
    path: "/api/public/otel/v1/traces",
    headers: {
      authorization: `Basic ${Buffer.from("pk-lf:sk-lf").toString("base64")}`,
      "x-langfuse-ingestion-version": "4",
    },
  },
  {
    service: "LangSmith",
    path: "/otel/v1/traces",
    headers: { "x-api-key": "lsv2-key", "langsmith-project": "fieldwork" },
  },
  {
    service: "Braintrust",
    path: "/otel/v1/traces",
    headers: { authorization: "Bearer bt-key", "x-bt-parent": "project_name:fieldwork" },
  },
  {
    service: "Arize",
    path: "/v1/traces",
    headers: { space_id: "arize-space", api_key: "arize-key" },
    resource: ["model_id", "openinference.project.name"],
  },
  {
    service: "Helicone",
    path: "/v1/trace/log",
    headers: { authorization: "Bearer helicone-key" },
  },
])(
  "models-56: $service gets the call and its attempt under its path with its headers, and no metrics",
  async ({ service, path, headers, resource = [] }) => {
    const exports = await exportedTo(settingsFor(service));
    expect([...new Set(exports.map((one) => one.path))]).toEqual([path]);
    for (const one of exports) expect(one.headers).toMatchObject(headers);
    const body = exports.map((one) => one.body).join("");
    for (const text of [
      ...["chat gpt-6-luna", "attempt gpt-6-luna", "enricher", ...resource],
      ...["gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.system"],
      ...["gen_ai.request.model", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"],
    ])
      expect(body).toContain(text);
    expect(body).not.toMatch(/Acme|rents out|Say what/);
  },
);

test("a collector gets traces and metrics: duration, tokens, cost, attempts and waiting, by model", async () => {
  const exports = await exportedTo({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" });
  expect(new Set(exports.map(({ path }) => path))).toEqual(new Set(["/v1/traces", "/v1/metrics"]));
  const metrics = exports.filter(({ path }) => path === "/v1/metrics").map(({ body }) => body);
  for (const text of [
    ...["gen_ai.client.operation.duration", "gen_ai.client.token.usage"],
    ...["fieldwork.model.cost", "fieldwork.model.attempts", "fieldwork.model.admission.wait"],
    ...["gpt-6-luna", "company-profile"],
  ])
    expect(metrics.join("")).toContain(text);
});
