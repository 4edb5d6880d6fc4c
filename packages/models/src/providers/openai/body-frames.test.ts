import fc from "fast-check";
import { expect, test } from "vitest";
import { createBodyRenderer } from "../../exchange/body-frames.ts";
import { type LoweringOptions, toChatRequest, toResponsesRequest } from "./request.ts";

const options: LoweringOptions = {
  ...{ isOpenai: true, streams: true, dialect: { lengths: "exact", ranges: true } },
};
const schemas = [{ type: "object" }, { type: "object", properties: { a: { maxLength: 7 } } }];

const request = fc.record({
  model: fc.constantFrom("gpt-6-luna", "o3"),
  task: fc.constantFrom("a", "b"),
  instructions: fc.constantFrom("One.", 'Two: "quoted".', "\u0001"),
  input: fc.string({ unit: "binary" }),
  schema: fc.constantFrom(...schemas),
  maxOutputTokens: fc.constantFrom(100, 200),
  repair: fc.option(fc.constant({ previousText: "{}", problems: ["a: no"] }), { nil: undefined }),
});

test.each([
  ["responses", toResponsesRequest],
  ["chat", toChatRequest],
])(
  "a body of %s is what JSON.stringify makes of the whole, in whatever order requests come",
  (_, toBody) => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 12 }), (requests) => {
        const render = createBodyRenderer((one) => toBody(one, options));
        for (const one of requests) {
          expect(render(one)).toBe(JSON.stringify(toBody(one, options)));
        }
      }),
    );
  },
);
