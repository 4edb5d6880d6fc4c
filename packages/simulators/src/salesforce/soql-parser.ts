import {
  malformedQuery,
  type SoqlToken,
  type SoqlValue,
  tokenize,
  unexpected,
} from "./soql-tokens.ts";

export type SoqlCondition =
  | { kind: "and" | "or"; conditions: SoqlCondition[] }
  | { kind: "not"; condition: SoqlCondition }
  | { kind: "compare"; field: string; operator: string; values: SoqlValue[]; at: number };

export interface SoqlOrder {
  field: string;
  isDescending: boolean;
  isNullsLast: boolean;
  at: number;
}

export interface SoqlQuery {
  soql: string;
  isCount: boolean;
  fields: { name: string; at: number }[];
  /** Queries within: of the children of each record, by the name of their relationship. */
  children: SoqlQuery[];
  object: string;
  where?: SoqlCondition;
  orderBy: SoqlOrder[];
  limit?: number;
  offset: number;
}

interface Reader {
  readonly soql: string;
  next(): SoqlToken;
  /** Takes the words or symbols when they are what comes next. */
  accept(...texts: string[]): boolean;
  expect(text: string): void;
  word(): { text: string; at: number };
  fail(): Error;
  readonly isAtEnd: boolean;
}

/**
 * The part of SOQL that connectors use: SELECT fields, subqueries or COUNT() FROM one object, WHERE, ORDER
 * BY, LIMIT and OFFSET. As in Salesforce, AND and OR do not mix without parentheses.
 *
 * @throws SalesforceRefusal `MALFORMED_QUERY`
 */
export function parseSoql(soql: string): SoqlQuery {
  const reader = createReader(soql);
  const query = parseQuery(reader);
  if (!reader.isAtEnd) throw reader.fail();
  return query;
}

function parseQuery(reader: Reader): SoqlQuery {
  const { soql } = reader;
  reader.expect("SELECT");
  const isCount = reader.accept("COUNT", "(", ")");
  const { fields, children } = isCount ? { fields: [], children: [] } : parseFields(reader);
  reader.expect("FROM");
  const query: SoqlQuery = {
    ...{ soql, isCount, fields, children },
    object: reader.word().text,
    orderBy: [],
    offset: 0,
  };
  if (reader.accept("WHERE")) query.where = parseConditions(reader);
  if (reader.accept("ORDER", "BY")) query.orderBy = parseOrder(reader);
  if (reader.accept("LIMIT")) query.limit = parseCount(reader);
  if (reader.accept("OFFSET")) query.offset = parseCount(reader);
  return query;
}

function createReader(soql: string): Reader {
  const tokens = tokenize(soql);
  let position = 0;
  const isNext = (text: string, offset: number) => {
    const token = tokens[position + offset];
    return token?.kind !== "literal" && token?.text.toUpperCase() === text;
  };
  const fail = () => malformedQuery(unexpected(soql, tokens[position]?.at ?? soql.length));
  return {
    soql,
    fail,
    get isAtEnd() {
      return position >= tokens.length;
    },
    next() {
      const token = tokens[position];
      if (!token) throw fail();
      position += 1;
      return token;
    },
    accept(...texts) {
      if (!texts.every(isNext)) return false;
      position += texts.length;
      return true;
    },
    expect(text) {
      if (!isNext(text, 0)) throw fail();
      position += 1;
    },
    word() {
      const token = tokens[position];
      if (token?.kind !== "word") throw fail();
      position += 1;
      return token;
    },
  };
}

function parseFields(reader: Reader): Pick<SoqlQuery, "fields" | "children"> {
  const fields: SoqlQuery["fields"] = [];
  const children: SoqlQuery[] = [];
  do {
    if (reader.accept("(")) {
      children.push(parseQuery(reader));
      reader.expect(")");
      continue;
    }
    const { text, at } = reader.word();
    fields.push({ name: text, at });
  } while (reader.accept(","));
  return { fields, children };
}

function parseConditions(reader: Reader): SoqlCondition {
  const first = parseCondition(reader);
  for (const kind of ["and", "or"] as const) {
    const conditions = [first];
    while (reader.accept(kind.toUpperCase())) conditions.push(parseCondition(reader));
    if (conditions.length > 1) return { kind, conditions };
  }
  return first;
}

function parseCondition(reader: Reader): SoqlCondition {
  if (reader.accept("NOT")) return { kind: "not", condition: parseCondition(reader) };
  if (reader.accept("(")) {
    const condition = parseConditions(reader);
    reader.expect(")");
    return condition;
  }
  const { text: field, at } = reader.word();
  for (const operator of ["IN", "NOT IN"]) {
    if (reader.accept(...operator.split(" "))) {
      return { kind: "compare", field, operator, values: parseList(reader), at };
    }
  }
  const operator = parseOperator(reader);
  return { kind: "compare", field, operator, values: [parseValue(reader)], at };
}

const operators = ["=", "!=", "<>", "<", "<=", ">", ">=", "LIKE"];

function parseOperator(reader: Reader): string {
  const operator = operators.find((one) => reader.accept(one));
  if (operator === undefined) throw reader.fail();
  return operator === "<>" ? "!=" : operator;
}

function parseList(reader: Reader): SoqlValue[] {
  reader.expect("(");
  const values: SoqlValue[] = [];
  do values.push(parseValue(reader));
  while (reader.accept(","));
  reader.expect(")");
  return values;
}

function parseValue(reader: Reader): SoqlValue {
  const token = reader.next();
  if (token.kind !== "literal") throw malformedQuery(unexpected(reader.soql, token.at));
  return token.value;
}

function parseOrder(reader: Reader): SoqlOrder[] {
  const orders: SoqlOrder[] = [];
  do {
    const { text: field, at } = reader.word();
    const isDescending = reader.accept("DESC");
    if (!isDescending) reader.accept("ASC");
    const isNullsLast = reader.accept("NULLS", "LAST");
    if (!isNullsLast) reader.accept("NULLS", "FIRST");
    orders.push({ field, isDescending, isNullsLast, at });
  } while (reader.accept(","));
  return orders;
}

function parseCount(reader: Reader): number {
  const value = parseValue(reader);
  if (value.type === "number" && Number.isInteger(value.value) && value.value >= 0) {
    return value.value;
  }
  throw reader.fail();
}
