import type { RouteName, routes, Shapes } from "@fieldwork/contracts/api";
import type { z } from "zod";
import type { Principal } from "../who/principal.ts";
import type { Place } from "../who/sign-in.ts";

type Parsed<Name extends RouteName, Part extends string> = Part extends keyof Shapes[Name]
  ? Shapes[Name][Part] extends z.ZodType
    ? z.output<Shapes[Name][Part]>
    : undefined
  : undefined;

/** One request to a route, once it is known whom it comes from, and that it is allowed and well-formed. */
export interface Call<Name extends RouteName> {
  /** Undefined for a route that needs no sign-in. */
  principal: (typeof routes)[Name]["permission"] extends null ? undefined : Principal;
  params: Parsed<Name, "params">;
  query: Parsed<Name, "query">;
  body: Parsed<Name, "body">;
  place: Place;
  /** Gives the browser the session's cookie, or takes it away. */
  keepSession(secret: string | undefined): void;
}

/** A value as JSON carries it: times are text. */
export type Wire<T> = T extends string
  ? T
  : T extends Date
    ? string
    : T extends readonly (infer Item)[]
      ? Wire<Item>[]
      : T extends object
        ? { [Key in keyof T]: Wire<T[Key]> }
        : T;

export type Handler<Name extends RouteName> = (
  call: Call<Name>,
) => Promise<z.input<Shapes[Name]["reply"]>>;

type StreamRoute = {
  [Name in RouteName]: (typeof routes)[Name] extends { isStream: true } ? Name : never;
}[RouteName];

/** Streams are opened elsewhere. */
export type Handlers = { [Name in Exclude<RouteName, StreamRoute>]: Handler<Name> };

/** As JSON carries it. */
export function wire<T>(value: T): Wire<T> {
  return JSON.parse(JSON.stringify(value)) as Wire<T>;
}
