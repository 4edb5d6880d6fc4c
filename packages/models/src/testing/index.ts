export { askBaseline } from "./ask-baseline.ts";
