export {
  type Capture,
  type CaptureRow,
  captures,
  findCapture,
  type KeptCapture,
  keepCaptures,
  listCapturesOf,
} from "./captures.ts";
