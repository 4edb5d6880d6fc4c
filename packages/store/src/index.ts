export {
  createDatabase,
  createPool,
  type Database,
  type Db,
  type PoolOptions,
} from "./database.ts";
export { type MigrationSet, migrate } from "./migrate.ts";
export { errorFromPostgres, isSerializationFailure } from "./postgres-errors.ts";
