import { Agent, type Dispatcher, EnvHttpProxyAgent } from "undici";

export interface TransportOptions {
  /** Decides on the proxy: none for a loopback address, else what HTTPS_PROXY and NO_PROXY say. */
  baseUrl: string;
  connectTimeoutMs: number;
}

/** Opens nothing until it is first used. The caller's signal is the only limit of a call's time. */
export function createTransport({ baseUrl, connectTimeoutMs }: TransportOptions): Dispatcher {
  const options = {
    connect: { timeout: connectTimeoutMs },
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  return isLoopback(new URL(baseUrl).hostname)
    ? new Agent(options)
    : new EnvHttpProxyAgent(options);
}

/** Whether a host is this machine itself. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
