export { createConnectionLogins } from "./connection-logins.ts";
