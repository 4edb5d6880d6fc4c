import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkLoops, type OutputReader } from "./check-loops.ts";
import { readDefinition } from "./read-definition.ts";

/** An enrichment that writes `ai_NAME` and has these inputs. */
function define(name: string, inputs: readonly string[], object = "company") {
  const lines = inputs.map((field) => `  - field: ${field}`);
  const text = [
    ...[`name: ${name}`, `object: ${object}`, "inputs:", ...lines],
    ...["outputs:", `  - field: ai_${name}`],
  ].join("\n");
  return readDefinition(text, `${name}/enrichment.yaml`);
}

/** In each connection named, `fromA` is read from `ai_a`, and so on. */
function mappedIn(connections: Readonly<Record<string, readonly string[]>>) {
  return (object: string, outputField: string): OutputReader[] =>
    Object.entries(connections).flatMap(([connection, names]) =>
      names
        .filter((name) => object === "company" && outputField === `ai_${name}`)
        .map((name) => ({ connection, field: `from${name.toUpperCase()}` })),
    );
}

describe("enrichments that read each other's answers", () => {
  test("are refused where a way leads back, at each input that is on it", () => {
    const definitions = [
      define("a", ["name", "fromB"]),
      define("b", ["fromA"]),
      define("c", ["fromB"]),
    ];
    const problems = checkLoops(definitions, mappedIn({ acme: ["a", "b", "c"] }));
    expect(problems.map(({ file, line, problem }) => `${file}:${line}: ${problem}`)).toEqual([
      "b/enrichment.yaml:4: inputs.0.field: fromA is read from ai_a in acme, so each answer would cause another question: b → a → b",
      "a/enrichment.yaml:5: inputs.1.field: fromB is read from ai_b in acme, so each answer would cause another question: a → b → a",
    ]);
  });

  test("are allowed where no way leads back within one connection", () => {
    const definitions = [define("a", ["fromB"]), define("b", ["fromA"])];
    expect(checkLoops(definitions, mappedIn({ acme: ["a"], other: ["b"] }))).toEqual([]);
  });

  test("are allowed where they are of different objects", () => {
    const definitions = [define("a", ["fromB"]), define("b", ["fromA"], "contact")];
    expect(checkLoops(definitions, mappedIn({ acme: ["a", "b"] }))).toEqual([]);
  });

  test("are refused exactly where they cannot be put in an order in which each reads earlier ones", () => {
    const names = ["a", "b", "c", "d", "e"];
    const anyReads = fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(anyReads, (reads) => {
        const readBy = (name: string) => [
          ...new Set(reads.filter(([reader]) => reader === name).map(([, read]) => read)),
        ];
        const definitions = names.map((name) =>
          define(
            name,
            readBy(name).map((read) => `from${read.toUpperCase()}`),
          ),
        );
        const problems = checkLoops(definitions, mappedIn({ acme: names }));
        expect(problems.length === 0).toBe(hasOrder(names, readBy));
      }),
    );
  });
});

/** Takes away, again and again, whatever reads nothing that is left. */
function hasOrder(names: readonly string[], readBy: (name: string) => readonly string[]): boolean {
  const left = names.filter((name) => readBy(name).some((read) => names.includes(read)));
  return left.length === 0 || (left.length < names.length && hasOrder(left, readBy));
}
