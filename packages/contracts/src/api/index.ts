export type { careRoutes } from "./care-routes.ts";
export type { PreviewEvent, ProposedField, SampleFigures, SampleMember } from "./preview-shapes.ts";
export { type Problem, problem } from "./problem.ts";
export type { recordRoutes } from "./record-routes.ts";
export type { Route } from "./route.ts";
export { type RouteName, routes } from "./routes.ts";
export type { Shape } from "./shape.ts";
export { type Shapes, shapes } from "./shapes.ts";
export { type SheetFigures, sheetFigures } from "./sheet-shapes.ts";
