import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { namesConnections, readCrms } from "@fieldwork/crm";
import { loadConfiguredEnrichments } from "@fieldwork/enrichments";
import { backendSettings, createLogger, loadConfig, loadWithSecrets } from "@fieldwork/runtime";
import { z } from "zod";
import type { CommandLine } from "../command-line/command-line.ts";
import { exitCodes, type Shown } from "../command-line/shown.ts";
import { type DoctorDeps, examine } from "../doctor/doctor.ts";
import { type Finding, findingsText } from "../doctor/finding.ts";
import { testByConnector } from "../doctor/test-by-connector.ts";
import { testConnections } from "../doctor/test-connections.ts";

const backends = z.object({
  REDIS_URL: backendSettings.shape.REDIS_URL.optional(),
  KAFKA_BROKERS: backendSettings.shape.KAFKA_BROKERS.optional(),
});
const logger = createLogger({ service: "cli", level: "silent" });

export function doctorCommand(line: CommandLine): CommandUnknownOpts {
  return new Command("doctor")
    .description(
      "looks at configuration, PostgreSQL, tables, clocks, disk, Redis, Kafka and connections: what is wrong, and what to do; it changes nothing, and exits with 1 if anything is wrong",
    )
    .action(async () => {
      try {
        await line.local((store) => examined(line, store));
      } catch (failure) {
        await line.show(() => examined(line, { failure }));
      }
    });
}

function examined(line: CommandLine, store: DoctorDeps["store"]): Promise<Shown> {
  return loadWithSecrets(line.environment, async (environment) => {
    const { REDIS_URL: redisUrl, KAFKA_BROKERS: brokers } = loadConfig(backends, environment);
    return told(await examine({ environment, store, redisUrl, brokers, logger }));
  });
}

export function connectionsCommand(line: CommandLine): CommandUnknownOpts {
  const connections = new Command("connections").description("the connections to CRMs");
  connections
    .command("test")
    .description(
      "whether each connection lets us read records and write the output fields; where none is configured here, the connector that runs looks",
    )
    .argument("[connection]", "only this one")
    .action(async (connection) => {
      if (!(await namesConnections(line.environment)))
        return line.ask(async (client) => told(await testByConnector(client, connection)));
      return line.show(() =>
        loadWithSecrets(line.environment, async (environment) => {
          const { REDIS_URL: redisUrl } = loadConfig(backends, environment);
          const crms = await readCrms(environment);
          const enrichments = await loadConfiguredEnrichments(environment, crms.mappings);
          const deps = { crms, enrichments, redisUrl, logger };
          return told(await testConnections(deps, connection));
        }),
      );
    });
  return connections;
}

function told(findings: readonly Finding[]): Shown {
  const isWrong = findings.some(({ state }) => state === "wrong");
  return {
    data: { findings },
    text: findingsText(findings),
    exitCode: isWrong ? exitCodes.failed : exitCodes.done,
  };
}
