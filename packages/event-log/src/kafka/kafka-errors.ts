import { AppError, within } from "@fieldwork/runtime";

// https://kafka.apache.org/protocol#protocol_error_codes
const mistakes = new Set([
  "INVALID_TOPIC_EXCEPTION",
  "INVALID_PARTITIONS",
  "INVALID_REPLICATION_FACTOR",
  "INVALID_CONFIG",
  "POLICY_VIOLATION",
  "TOPIC_AUTHORIZATION_FAILED",
  "GROUP_AUTHORIZATION_FAILED",
  "CLUSTER_AUTHORIZATION_FAILED",
]);

/** Of the messages sent together one may be at fault. */
const faultsOfMessages = new Set(["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE", "INVALID_RECORD"]);

/**
 * Whatever kafkajs throws, as one of ours. All is an outage but what the broker refuses for good: with
 * its broker away kafkajs fails in many ways, a TypeError among them.
 */
export function errorFromKafka(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const type = kafkaErrorType(error);
  if (type !== undefined && mistakes.has(type)) {
    return new AppError(`Kafka refuses: ${message}`, {
      code: "config_invalid",
      retryable: false,
      details: { type },
      cause: error,
    });
  }
  if (type !== undefined && faultsOfMessages.has(type)) {
    return new AppError(`Kafka cannot store this: ${message}`, {
      code: "data_invalid",
      retryable: false,
      details: { type },
      cause: error,
    });
  }
  return new AppError(`Kafka is unavailable: ${message}`, {
    code: "log_unavailable",
    retryable: true,
    cause: error,
  });
}

/** What kafkajs promised, its errors translated. */
export async function fromKafka<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw errorFromKafka(error);
  }
}

/** The broker's own name of what went wrong, from the error or what caused it. */
export function kafkaErrorType(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { type, errors } = error as Error & { type?: unknown; errors?: unknown };
  if (typeof type === "string") return type;
  if (Array.isArray(errors) && errors.length > 0) return kafkaErrorType(errors[0]);
  return kafkaErrorType(error.cause);
}

/** The answer of a broker, which is given up once it is late. @throws AppError `log_unavailable`. */
export function kafkaWithin<T>(ms: number, answer: Promise<T>): Promise<T> {
  const message = `Kafka did not answer within ${ms} ms`;
  return within(
    ms,
    answer,
    () => new AppError(message, { code: "log_unavailable", retryable: true }),
  );
}
