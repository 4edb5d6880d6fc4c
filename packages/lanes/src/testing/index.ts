export { describeLanes, type LanesBackend } from "./contract-suite.ts";
