import fc from "fast-check";
import { expect, test } from "vitest";
import { EventSplitter, isEventStream } from "./server-sent-events.ts";

function eventsOf(pieces: readonly string[]) {
  const splitter = new EventSplitter();
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()];
}

test("reads names and data, and passes over what is neither", () => {
  const text =
    ': keep-alive\n\nevent: a\nid: 7\ndata: {"x":1}\n\ndata:two\ndata: lines\n\nretry: 5\n\n';
  expect(eventsOf([text])).toEqual([
    { name: "a", data: '{"x":1}' },
    { name: "", data: "two\nlines" },
  ]);
});

test("a stream is the same wherever it is cut, and however its lines end", () => {
  const data = fc.array(fc.string({ unit: "grapheme" }), { maxLength: 3 });
  const cuts = fc.array(fc.nat({ max: 200 }), { maxLength: 8 });
  fc.assert(
    fc.property(data, cuts, fc.constantFrom("\n", "\r\n"), (texts, places, newline) => {
      const lines = texts.map((text) => `event: e${newline}data: ${JSON.stringify(text)}`);
      const whole = lines.join(newline + newline);
      const ends = [...new Set([0, ...places.map((at) => at % (whole.length + 1)), whole.length])];
      ends.sort((one, other) => one - other);
      const pieces = ends.slice(1).map((end, index) => whole.slice(ends[index], end));
      expect(eventsOf(pieces)).toEqual(
        texts.map((text) => ({ name: "e", data: JSON.stringify(text) })),
      );
    }),
  );
});

test.each([
  ['{"a":1}', false],
  ["\n<html>", false],
  ["data: 1\n", true],
  ["\n\n: hello\n", true],
  ["event: x\ndata", true],
  ["error of ours\n", false],
  ["", undefined],
  ["dat", undefined],
  [":", undefined],
])("%j is a stream: %s", (text, expected) => {
  expect(isEventStream(text)).toBe(expected);
});
