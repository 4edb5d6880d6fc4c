import { expect, test } from "vitest";
import { open } from "./testing.ts";

test("a hidden property is not described, not returned, unknown when written, and keeps what it holds", async () => {
  const { simulator, companies, client } = await open();
  const [id = ""] = await simulator.create("companies", [{ name: "Acme", city: "Lund" }]);
  const read = async () =>
    (await companies.basicApi.getById(id, ["name", "city", "never_made"])).properties;
  const described = async () =>
    (await client.crm.properties.coreApi.getAll("companies")).results.map(({ name }) => name);
  const write = () => companies.basicApi.update(id, { properties: { city: "Umeå" } });

  await simulator.hideProperties("companies", ["city"]);
  expect(await read()).toMatchObject({ name: "Acme" });
  expect(Object.keys(await read())).not.toContain("city");
  expect(await described()).not.toContain("city");
  await expect(write()).rejects.toMatchObject({ code: 400 });

  await simulator.edit({ object: "companies", id }, { city: "Kiruna" });
  await simulator.showProperties("companies", ["city"]);
  expect(await read()).toMatchObject({ city: "Kiruna" });
  expect(await described()).toContain("city");
  await write();
  expect(await read()).toMatchObject({ city: "Umeå" });
  expect(Object.keys(await read())).not.toContain("never_made");
});
