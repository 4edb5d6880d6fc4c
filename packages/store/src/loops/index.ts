export { findOwnWrites, type OwnWrites, type WorkRef } from "./own-writes.ts";
