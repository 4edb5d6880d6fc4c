export type { Dispatcher as Transport } from "undici";
export { createTransport, isLoopback, type TransportOptions } from "./transport.ts";
