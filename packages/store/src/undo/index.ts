export { listUndosOf, type OrderedUndo } from "./undos-of.ts";
export {
  countOrdersOf,
  findWrittenFields,
  lockUndo,
  type NewestWrite,
  type RunOrders,
  type WriteFilter,
  type WrittenField,
} from "./written-fields.ts";
