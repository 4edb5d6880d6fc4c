export type { Dispatcher as Transport } from "undici";
export type { CallOutcome } from "./call-outcome.ts";
export { exchange, type HttpRequest } from "./exchange.ts";
export { failureCode, GivenUpUnsent, isUnsent, neverLeft } from "./failure-code.ts";
export { UnreadableBody } from "./inflate.ts";
export { ReplyHeaders } from "./reply-headers.ts";
export type { HttpReply, ReceiveOptions } from "./reply-receiver.ts";
export {
  openStandInServer,
  type StandInCall,
  type StandInReply,
  type StandInServer,
} from "./stand-in-server.ts";
export { createTransport, isLoopback, type TransportOptions } from "./transport.ts";
