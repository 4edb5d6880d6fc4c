import { loadCatalogTask } from "../../testing/catalog-task.ts";
import { describeModelProvider } from "../../testing/contract/provider-contract.ts";
import { baselineKind } from "./kind.ts";

const tasks = new Map([["company-profile", loadCatalogTask("company-profile")]]);

describeModelProvider("baseline", { kind: baselineKind, model: "tf-idf", tasks });
