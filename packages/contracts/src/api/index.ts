export type { careRoutes } from "./care-routes.ts";
export { type Problem, problem } from "./problem.ts";
export { type Route, type RouteName, routes } from "./routes.ts";
export { type Shape, type Shapes, shapes } from "./shapes.ts";
