export { keepMadeUpAnswers, type MadeUpAnswers } from "./made-up-answers.ts";
export { practise } from "./practise.ts";
