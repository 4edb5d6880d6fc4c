export type { budgetRoutes } from "./budget-routes.ts";
export type { BilledDayShown } from "./budget-shapes.ts";
export type { captureRoutes } from "./capture-routes.ts";
export type { careRoutes } from "./care-routes.ts";
export type { companyLinkRoutes } from "./company-link-routes.ts";
export type { definitionRoutes } from "./definition-routes.ts";
export type { evaluationRoutes } from "./evaluation-routes.ts";
export type {
  EvaluationDemand,
  EvaluationFigures,
  EvaluationMiss,
  OutputFigures,
  ShownEvaluation,
} from "./evaluation-shapes.ts";
export type { PreviewEvent, ProposedField, SampleFigures, SampleMember } from "./preview-shapes.ts";
export { type Problem, problem } from "./problem.ts";
export type { recordRoutes } from "./record-routes.ts";
export type { Route } from "./route.ts";
export { type RouteName, routes } from "./routes.ts";
export type { settingsRoutes } from "./settings-routes.ts";
export type { Shape } from "./shape.ts";
export { type Shapes, shapes } from "./shapes.ts";
export { type SheetAutomations, type SheetFigures, sheetFigures } from "./sheet-shapes.ts";
export type { viewRoutes } from "./view-routes.ts";
