import { expect, test } from "vitest";
import { createJournal } from "../core/journal.ts";
import type { ModelCallNote } from "./answer.ts";
import { createQuestionBook } from "./question-book.ts";

const journal = createJournal(undefined);

function bookOf(questions: string, keepQuestions = 3) {
  const book = createQuestionBook(journal, keepQuestions);
  for (const questionHash of questions) {
    book.add({ questionHash, inputHash: "i", model: "m" } as ModelCallNote);
  }
  return book;
}

const repeat = (questionHash: string, calls: number) => ({
  ...{ questionHash, inputHash: "i", model: "m", calls },
});

test("counts questions and their repetitions", () => {
  expect(bookOf("abacaa").read()).toEqual({
    distinct: 3,
    repeated: [repeat("a", 4)],
    forgotten: 0,
  });
});

test("forgets the oldest questions, says so, and keeps the repetitions that it saw", () => {
  expect(bookOf("aabcdea").read()).toEqual({
    distinct: 5,
    repeated: [repeat("a", 3)],
    forgotten: 2,
  });
});

test.each(["", "abc", "abacaa", "aabcdef"])("restores what it knew of %j", (questions) => {
  const before = bookOf(questions);
  const after = createQuestionBook(journal, 10);
  for (const entry of before.part.snapshot()) after.part.restore(entry);
  expect({ ...after.read(), forgotten: 0 }).toEqual({ ...before.read(), forgotten: 0 });
});
