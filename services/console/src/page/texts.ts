import { deadLettersTexts, replaysTexts } from "./texts/dead-letters.ts";
import { frameTexts } from "./texts/frame.ts";
import { homeTexts } from "./texts/home.ts";
import { recordTexts, timelineTexts } from "./texts/record.ts";
import { recordsTexts } from "./texts/record-list.ts";
import { reviewsTexts } from "./texts/reviews.ts";

/**
 * Every text of the console: another language is another folder like texts/. What the API says in words comes from the
 * API. Pages that are loaded when they are opened import their own file of it.
 */
export const texts = {
  language: "en",
  ...frameTexts,
  home: homeTexts,
  records: recordsTexts,
  record: recordTexts,
  timeline: timelineTexts,
  reviews: reviewsTexts,
  deadLetters: deadLettersTexts,
  replays: replaysTexts,
};
