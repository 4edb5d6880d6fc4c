/** A service of the production layout: what docker-compose.yml describes, and `npm run stack` starts. */
export interface LayoutService {
  name: string;
  command: readonly string[];
  /** Those it is told of the variables that are set; no others. */
  variables: readonly string[];
  /** Runs to its end before the others start. */
  runsOnce?: boolean;
  /** Any number may run; this many do unless told. */
  replicas: number;
}

const processVariables = ["LOG_LEVEL", "HEALTH_PORT", "OTEL_EXPORTER_OTLP_ENDPOINT"] as const;
const kafka = ["KAFKA_BROKERS", "KAFKA_SESSION_TIMEOUT_MS"] as const;

/** The folder of the configuration, and the secrets that its connections may name under `…Env`. */
const connections = [
  "FIELDWORK_CONFIG",
  "HUBSPOT_TOKEN",
  "SALESFORCE_CLIENT_ID",
  "SALESFORCE_CLIENT_SECRET",
] as const;

const openai = [
  "OPENAI_API_KEY",
  "OPENAI_BASE_URL",
  "OPENAI_API",
  "OPENAI_CONCURRENCY",
  "OPENAI_REQUESTS_PER_MINUTE",
  "OPENAI_INPUT_TOKENS_PER_MINUTE",
  "OPENAI_OUTPUT_TOKENS_PER_MINUTE",
  "OPENAI_INPUT_USD_PER_MTOK",
  "OPENAI_OUTPUT_USD_PER_MTOK",
] as const;

/** In the order of their start. */
export const layout: readonly LayoutService[] = [
  {
    name: "prepare",
    command: ["node", "services/api/src/cli.ts", "prepare"],
    variables: [
      "DATABASE_URL",
      "KAFKA_BROKERS",
      "KAFKA_PARTITIONS",
      "KAFKA_REPLICATION",
      "KAFKA_RETENTION_DAYS",
      "FIELDWORK_BUDGET_USD",
      "WRITE_MODE",
      "METADATA_DIR",
      ...connections,
    ],
    runsOnce: true,
    replicas: 1,
  },
  {
    name: "writer",
    command: ["node", "services/writer/src/main.ts"],
    variables: [
      "DATABASE_URL",
      ...kafka,
      ...connections,
      "WRITE_MODE",
      "WRITE_LINGER_MS",
      "WRITE_POLL_MS",
      "LEASE_MS",
      ...processVariables,
    ],
    replicas: 1,
  },
  {
    name: "enricher",
    command: ["node", "services/enricher/src/main.ts"],
    variables: [
      "DATABASE_URL",
      "REDIS_URL",
      ...kafka,
      "FIELDWORK_ROUTE",
      ...openai,
      "LANE_CONCURRENCY",
      "LEASE_MS",
      "CALL_DEADLINE_MS",
      "ATTEMPT_TIMEOUT_MS",
      ...processVariables,
    ],
    replicas: 2,
  },
  {
    name: "planner",
    command: ["node", "services/planner/src/main.ts"],
    variables: [
      "DATABASE_URL",
      "REDIS_URL",
      ...kafka,
      "FIELDWORK_ROUTE",
      "DISPATCH_WINDOW",
      "LIVE_SHARE_PERCENT",
      "WAKE_UP_OVERDUE_MS",
      "SWEEP_EVERY_MS",
      ...processVariables,
    ],
    replicas: 1,
  },
  {
    name: "connector",
    command: ["node", "services/connector/src/main.ts"],
    variables: [
      "DATABASE_URL",
      ...kafka,
      ...connections,
      "POLL_EVERY_MS",
      "LEASE_MS",
      ...processVariables,
    ],
    replicas: 1,
  },
];

/** The part of `settings` that a service is told. */
export function environmentOf(
  { variables }: Pick<LayoutService, "variables">,
  settings: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    variables.flatMap((name) => {
      const value = settings[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
