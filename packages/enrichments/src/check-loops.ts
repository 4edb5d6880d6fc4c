import { companionField, type ObjectName } from "@fieldwork/contracts";
import { atPlace, type FileProblem } from "@fieldwork/runtime";
import type { ReadDefinition } from "./read-definition.ts";

/** A canonical field that one connection reads from the field in which an output is written. */
export interface OutputReader {
  connection: string;
  field: string;
}

/** Who reads an output of an object as an input, by what is known of the mappings. */
export type ReadersOf = (object: ObjectName, outputField: string) => readonly OutputReader[];

/** One enrichment reads, in a connection, what another or the same one writes. */
interface Edge {
  connection: string;
  writer: ReadDefinition;
  outputField: string;
  reader: ReadDefinition;
  inputIndex: number;
  inputField: string;
}

/**
 * Refuses enrichments that read, through a mapping, what follows from their own answers: each of our
 * writes would cause, and pay for, another question. A chain that does not lead back is allowed. Pure.
 */
export function checkLoops(
  definitions: readonly ReadDefinition[],
  readersOf: ReadersOf,
): FileProblem[] {
  const edges = edgesBetween(definitions, readersOf);
  return [...Map.groupBy(edges, ({ connection }) => connection).values()].flatMap((ofConnection) =>
    ofConnection.flatMap((edge) => {
      const way = wayBetween(edge.reader, edge.writer, ofConnection);
      return way === undefined ? [] : problemOf(edge, way);
    }),
  );
}

function edgesBetween(definitions: readonly ReadDefinition[], readersOf: ReadersOf): Edge[] {
  return definitions.flatMap((writer) => {
    const { object, outputs } = writer.outline;
    if (object === undefined) return [];
    const others = definitions.filter(({ outline }) => outline.object === object);
    return outputs.flatMap(fieldsOf).flatMap((outputField) => {
      return readersOf(object, outputField).flatMap(({ connection, field }) =>
        others.flatMap((reader) => {
          const inputIndex = reader.outline.inputs.findIndex((input) => input?.field === field);
          if (inputIndex === -1) return [];
          return { connection, writer, outputField, reader, inputIndex, inputField: field };
        }),
      );
    });
  });
}

function fieldsOf(output: ReadDefinition["outline"]["outputs"][number]): string[] {
  const { field = "", companions = [] } = output ?? {};
  return [field, ...companions.map((kind) => companionField(field, kind))];
}

/** The shortest way in which answers of `from` are read by `to`; undefined if there is none. */
function wayBetween(
  from: ReadDefinition,
  to: ReadDefinition,
  edges: readonly Edge[],
): ReadDefinition[] | undefined {
  const ways = new Map([[from, [from]]]);
  // What is added on the way is visited as well.
  for (const [last, way] of ways) {
    if (last === to) return way;
    for (const { writer, reader } of edges) {
      if (writer === last && !ways.has(reader)) ways.set(reader, [...way, reader]);
    }
  }
  return undefined;
}

function problemOf(
  { connection, outputField, reader, inputIndex, inputField }: Edge,
  way: readonly ReadDefinition[],
): FileProblem {
  const loop = [...way, reader].map(({ outline, file }) => outline.name ?? file).join(" → ");
  return atPlace(
    {
      path: ["inputs", inputIndex, "field"],
      problem: `${inputField} is read from ${outputField} in ${connection}, so each answer would cause another question: ${loop}`,
      remedy: "Map it from another field in mapping.yaml, or leave out this input",
    },
    reader,
  );
}
