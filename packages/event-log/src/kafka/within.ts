import { AppError } from "@fieldwork/runtime";

/** What `promise` comes to, but no later than after `ms`. @throws AppError `log_unavailable`. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const message = `Kafka did not answer within ${ms} ms`;
    late.reject(new AppError(message, { code: "log_unavailable", retryable: true }));
  }, ms);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
