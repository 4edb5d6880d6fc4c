/** Where everything is that a process of the naive line uses. */
export interface NaiveSettings {
  kafkaBrokers: string;
  redisUrl: string;
  /** Names the consumer group and the queue. */
  run: string;
  concurrency: number;
  openai: { baseUrl: string; apiKey: string };
  salesforce: { loginUrl: string; clientId: string; clientSecret: string };
}
