import * as associations from "@hubspot/api-client/lib/codegen/crm/associations/v4/index.js";
import * as objects from "@hubspot/api-client/lib/codegen/crm/objects/index.js";
import * as properties from "@hubspot/api-client/lib/codegen/crm/properties/index.js";
import type { HttpReply } from "../http-sender.ts";

/** Which of HubSpot's paths are called: `/crm/v3` until September 2027, or those of a date. */
export const hubspotApiVersions = ["v3", "2026-03", "2026-09"] as const;
export type HubspotApiVersion = (typeof hubspotApiVersions)[number];

/** The parts of the official client that one call needs. */
export interface HubspotApis {
  search: objects.SearchApi;
  batch: objects.BatchApi;
  basic: objects.BasicApi;
  associations: associations.BatchApi;
  properties: properties.CoreApi;
  groups: properties.GroupsApi;
}

export interface SdkRequest {
  getUrl(): string;
  getHttpMethod(): string;
  getHeaders(): Record<string, string>;
  getBody(): unknown;
}

interface ApiOptions {
  accessToken: string;
  baseUrl: string;
  apiVersion: HubspotApiVersion;
  send: (request: SdkRequest) => Promise<HttpReply>;
}

export function createApis({ accessToken, baseUrl, apiVersion, send }: ApiOptions): HubspotApis {
  const urlOf = (endpoint: string) => baseUrl + versionedPath(endpoint, apiVersion);
  const authMethods = { oauth2: { accessToken } };
  const objectsConfiguration = objects.createConfiguration({
    authMethods,
    baseServer: {
      makeRequestContext: (endpoint, method) => new objects.RequestContext(urlOf(endpoint), method),
    },
    httpApi: objects.wrapHttpLibrary({
      send: async (request) => sdkReply(objects.ResponseContext, await send(request)),
    }),
  });
  const propertiesConfiguration = properties.createConfiguration({
    authMethods,
    baseServer: {
      makeRequestContext: (endpoint, method) =>
        new properties.RequestContext(urlOf(endpoint), method),
    },
    httpApi: properties.wrapHttpLibrary({
      send: async (request) => sdkReply(properties.ResponseContext, await send(request)),
    }),
  });
  return {
    search: new objects.SearchApi(objectsConfiguration),
    batch: new objects.BatchApi(objectsConfiguration),
    basic: new objects.BasicApi(objectsConfiguration),
    get associations() {
      return createAssociationsApi({ authMethods, urlOf, send });
    },
    properties: new properties.CoreApi(propertiesConfiguration),
    groups: new properties.GroupsApi(propertiesConfiguration),
  };
}

interface AssociationsOptions extends Pick<ApiOptions, "send"> {
  authMethods: associations.AuthMethodsConfiguration;
  urlOf(endpoint: string): string;
}

function createAssociationsApi({ authMethods, urlOf, send }: AssociationsOptions) {
  const configuration = associations.createConfiguration({
    authMethods,
    baseServer: {
      makeRequestContext: (endpoint, method) =>
        new associations.RequestContext(urlOf(endpoint), method),
    },
    httpApi: associations.wrapHttpLibrary({
      send: async (request) => sdkReply(associations.ResponseContext, await send(request)),
    }),
  });
  return new associations.BatchApi(configuration);
}

/**
 * Where an endpoint of the SDK, which speaks `/crm/v3` and for associations `/crm/v4`, lives; the date-based
 * paths have the same bodies.
 */
function versionedPath(endpoint: string, version: HubspotApiVersion): string {
  if (version === "v3") return endpoint;
  const undated = /^\/crm\/v(?:3\/(objects|properties)|4\/(associations))\//;
  return endpoint.replace(undated, (_, ...[one, other]) => `/crm/${one ?? other}/${version}/`);
}

/** Of batches and searches the SDK takes any success for a failure that is not the one it expects. */
export function sdkStatus(status: number, url: string): number {
  const isExpected = status === 207 || !/\/(?:batch\/(?:read|update)|search)$/.test(url);
  return isExpected ? status : 200;
}

// The SDK cannot read a reply without a content type, and takes any other than JSON for text.
function sdkReply<T>(
  Reply: new (
    status: number,
    headers: Record<string, string>,
    body: { text(): Promise<string>; binary(): Promise<Buffer> },
  ) => T,
  { status, headers, body }: HttpReply,
): T {
  return new Reply(
    status,
    { ...headers, "content-type": "application/json" },
    { text: async () => body, binary: async () => Buffer.from(body) },
  );
}
