export { customFieldsFor } from "@fieldwork/infra/stack";
