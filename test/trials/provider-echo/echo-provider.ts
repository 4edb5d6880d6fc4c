import { defineProvider, type ModelEvent, weighBody } from "@fieldwork/models";

/** A provider that says the same to everybody, and is all that a provider has to be. */
export const echoKind = defineProvider({
  name: "echo",
  title: "Echo",
  settings: {},
  configure: () => ({
    ...{ isAskable: true, isFreeUnlessPriced: true, identity: [], problems: () => [] },
    create: () => ({
      ...{ name: "echo", free: false },
      prepare: ({ input, model }) => ({ ...weighBody(input), send: () => answer(input, model) }),
    }),
  }),
});

async function* answer(input: string, model: string): AsyncGenerator<ModelEvent> {
  const [evidence] = /Nordic Wind \d+/.exec(input) ?? [];
  const summary = { evidence, value: `${evidence} echoes.`, confidence: 0.9 };
  yield { kind: "text", text: JSON.stringify({ summary }) };
  yield { kind: "finish", finishReason: "stop", model };
}
