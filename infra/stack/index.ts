export { customFieldsFor } from "./deploy-outputs.ts";
export { type LayoutService, layout, variablesOf } from "./layout.ts";
export { compiledFolder, imageHeap, type ManagedProcess } from "./managed-process.ts";
export type { SimulatedVendors } from "./simulated-vendors.ts";
export { type RunningStack, type StackOptions, startStack } from "./start-stack.ts";
