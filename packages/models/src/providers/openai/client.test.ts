import { expect, test } from "vitest";
import { createRequestHeads } from "./client.ts";

test("the head of a request is made once for each path; one that could not be made is tried again", async () => {
  const extraHeaders = { "x-title": "field\nwork" };
  const headOf = createRequestHeads({ apiKey: "k1", baseUrl: "http://127.0.0.1/v1", extraHeaders });
  await expect(headOf("/responses")).rejects.toThrow(/header/i);
  extraHeaders["x-title"] = "fieldwork";
  const head = await headOf("/responses");
  expect(head).toMatchObject({
    url: "http://127.0.0.1/v1/responses",
    headers: { authorization: "Bearer k1", "x-title": "fieldwork" },
  });
  expect(await headOf("/responses")).toBe(head);
  expect((await headOf("/chat/completions")).url).toBe("http://127.0.0.1/v1/chat/completions");
});
