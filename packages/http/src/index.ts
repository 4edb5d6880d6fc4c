export type { Dispatcher as Transport } from "undici";
export type { CallOutcome } from "./call-outcome.ts";
export { createTransport, isLoopback, type TransportOptions } from "./transport.ts";
