import type { RecordChanged } from "@fieldwork/contracts";
import { Worker } from "bullmq";
import { Connection } from "jsforce";
import OpenAI from "openai";
import { createAskModel } from "./ask-model.ts";
import type { NaiveSettings } from "./naive-settings.ts";

const outputs = ["Ai_Industry__c", "Ai_Summary__c"];

/** Works the queue: asks the model, reads the record, writes what is blank in it. */
export async function enrichRecords({
  redisUrl,
  run,
  concurrency,
  openai,
  salesforce,
}: NaiveSettings): Promise<() => Promise<void>> {
  const connection = new Connection({ oauth2: salesforce });
  await connection.authorize({ grant_type: "client_credentials" });
  const accounts = connection.sobject("Account");
  const askModel = await createAskModel(
    new OpenAI({ apiKey: openai.apiKey, baseURL: openai.baseUrl }),
  );

  async function enrich(change: RecordChanged): Promise<void> {
    if (change.kind !== "changed") return;
    const { industry, summary } = await askModel(change.fields);
    const { id } = change.ref;
    const account = await accounts.retrieve(id, { fields: outputs });
    await accounts.update({
      Id: id,
      ...(!account.Ai_Industry__c && { Ai_Industry__c: industry }),
      ...(!account.Ai_Summary__c && { Ai_Summary__c: summary }),
    });
  }

  const worker = new Worker<RecordChanged>(run, ({ data }) => enrich(data), {
    connection: { url: redisUrl },
    concurrency,
  });
  worker.on("failed", (_job, error) => process.stderr.write(`naive line: ${error}\n`));
  await worker.waitUntilReady();
  return () => worker.close();
}
