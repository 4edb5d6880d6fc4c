import type { CrmAdapter, DescribedField } from "@fieldwork/crm";
import { expect, test } from "vitest";
import { createFieldDescriptions } from "./field-descriptions.ts";
import { describedField } from "./testing.ts";

const { signal } = new AbortController();
const shown = [describedField({ exists: true })];
const hidden = [describedField({ exists: false })];

/** A CRM whose replies come when the test says, in the order of the questions. */
function slowCrm() {
  const questions: PromiseWithResolvers<DescribedField[]>[] = [];
  const adapter: Partial<CrmAdapter> = {
    connection: "hubspot",
    describeFields() {
      const question = Promise.withResolvers<DescribedField[]>();
      questions.push(question);
      return question.promise;
    },
  };
  const known = createFieldDescriptions({ maxAgeMs: 300_000 });
  return { questions, known, adapter: adapter as CrmAdapter };
}

test("a reply that was under way when the CRM contradicted it is not kept", async () => {
  const { questions, known, adapter } = slowCrm();
  const first = known.get(adapter, "company", signal);
  known.forget(adapter, "company");
  questions[0]?.resolve(hidden);
  await first;
  const second = known.get(adapter, "company", signal);
  questions[1]?.resolve(shown);
  expect((await second).fields).toEqual(shown);
  expect((await known.get(adapter, "company", signal)).fields).toEqual(shown);
  expect(questions).toHaveLength(2);
});

test("its end does not part those who ask together afterwards", async () => {
  const { questions, known, adapter } = slowCrm();
  const first = known.get(adapter, "company", signal);
  known.forget(adapter, "company");
  const second = known.get(adapter, "company", signal);
  questions[0]?.resolve(hidden);
  await first;
  const third = known.get(adapter, "company", signal);
  questions[1]?.resolve(shown);
  expect((await Promise.all([second, third])).map(({ fields }) => fields)).toEqual([shown, shown]);
  expect(questions).toHaveLength(2);
});

test("of two replies that come in reverse, the later question's is kept", async () => {
  const { questions, known, adapter } = slowCrm();
  const earlier = known.refresh(adapter, "company", signal);
  const later = known.refresh(adapter, "company", signal);
  questions[1]?.resolve(shown);
  await later;
  questions[0]?.resolve(hidden);
  await earlier;
  expect((await known.get(adapter, "company", signal)).fields).toEqual(shown);
});
