import type { ProviderErrorReason } from "../provider-error.ts";

/**
 * The codes and types that name a cause, in one spelling, by what they mean to us.
 *
 * Sources: https://developers.openai.com/api/docs/guides/error-codes,
 * https://learn.microsoft.com/azure/ai-foundry/openai, https://console.groq.com/docs/errors,
 * https://docs.x.ai/docs, https://api-docs.deepseek.com/quick_start/error_codes,
 * https://docs.together.ai/docs/error-codes, https://platform.moonshot.ai/docs,
 * https://help.aliyun.com/en/model-studio/error-code, https://ai.google.dev/gemini-api/docs/troubleshooting,
 * https://platform.claude.com/docs/en/api/errors,
 * https://docs.litellm.ai/docs/exception_mapping, and the sources of vLLM, llama.cpp and Ollama.
 */
const wordsOf: Partial<Record<ProviderErrorReason, readonly string[]>> = {
  quota: [
    ...["insufficient_quota", "exceeded_current_quota_error", "billing_hard_limit_reached"],
    ...["billing_not_active", "billing_error", "budget_exceeded", "budget_exceeded_error"],
    ...["arrearage", "insufficient_balance", "insufficient_credits", "insufficient_funds"],
    ...["payment_required", "credit_limit", "allocation_quota_free_tier_only"],
    ...["out_of_credits", "usage_limit_exceeded", "spend_limit_exceeded", "spending_limit_reached"],
    ...["enforced_spend_limit_reached", "contract_spend_limit_reached"],
    ...["linked_organization_spend_limit_reached", "linked_organization_billing_unavailable"],
  ],
  "refused-key": [
    ...["invalid_api_key", "incorrect_api_key_error", "invalid_authentication_error"],
    ...["authentication_error", "invalid_authentication", "unauthenticated", "api_key_invalid"],
    ...["missing_api_key", "expired_key", "token_not_found_in_db", "auth_error", "api_key_expired"],
    ...["account_deactivated", "invalid_organization", "unauthorized", "invalid_token"],
  ],
  "not-permitted": [
    ...["unsupported_country_region_territory", "request_forbidden", "permission_denied"],
    ...["permission_denied_error", "permission_error", "access_denied", "model_access_denied"],
    ...["key_model_access_denied", "team_model_access_denied", "user_model_access_denied"],
    ...["org_model_access_denied", "project_model_access_denied", "workspace_access_denied"],
    ...["insufficient_permissions", "organization_restricted", "ip_not_authorized"],
    ...["model_permission_blocked_org", "model_permission_blocked_project"],
    ...["model_terms_required", "access_terminated_error", "service_disabled"],
    ...["access_denied_exception"],
  ],
  "unknown-model": [
    ...["model_not_found", "model_not_available", "model_decommissioned", "model_deprecated"],
    ...["model_not_supported", "unknown_model", "invalid_model", "model_not_exist"],
    ...["deployment_not_found", "resource_not_found_error"],
  ],
  "refused-parameter": [
    ...["unsupported_parameter", "unsupported_value", "unknown_parameter", "invalid_json_schema"],
    ...["invalid_schema", "missing_required_parameter", "integer_below_min_value"],
    ...["integer_above_max_value", "decimal_below_min_value", "decimal_above_max_value"],
    ...["unsupported_params_error", "extra_forbidden", "unrecognized_keys"],
    ...["operation_not_supported"],
  ],
  "too-long": [
    ...["context_length_exceeded", "context_window_exceeded", "exceed_context_size_error"],
    ...["context_window_exceeded_error", "request_too_large", "prompt_too_long"],
  ],
  "refused-content": [
    ...["invalid_prompt", "content_filter", "content_policy_violation", "bio_policy"],
    ...["misalignment_policy_violation", "cyber_policy_violation", "data_inspection_failed"],
    ...["responsible_ai_policy_violation", "content_policy_violation_error", "moderation_blocked"],
    ...["prohibited_content", "flagged_input", "hooks_failed"],
  ],
  // Generated, perhaps charged for, and not what was asked for.
  unreadable: [
    ...["json_validate_failed", "failed_generation", "tool_use_failed", "output_parse_failed"],
    ...["unexpected_output"],
  ],
  busy: [
    ...["overloaded_error", "engine_overloaded_error", "engine_overloaded", "slow_down"],
    ...["capacity_exceeded", "service_unavailable", "service_unavailable_error"],
    ...["unavailable", "unavailable_error", "model_overloaded", "resource_unavailable"],
    ...["insufficient_system_resource", "model_unavailable", "service_tier_capacity_exceeded"],
    ...["model_not_ready_exception", "service_unavailable_exception"],
  ],
  "rate-limited": [
    ...["rate_limit_exceeded", "rate_limited", "rate_limit_error", "rate_limit_reached_error"],
    ...["rate_limit", "too_many_requests", "too_many_requests_error", "too_many_tokens_error"],
    ...["token_quota_exceeded", "request_quota_exceeded", "resource_exhausted", "throttling"],
    ...["throttling_error", "throttling_rate_quota", "throttling_allocation_quota"],
    ...["throttling_burst_rate", "limit_requests", "limit_burst_rate", "model_rate_limit"],
    ...["dynamic_request_limited", "dynamic_token_limited", "throttling_exception"],
  ],
};

/** By word. */
export const reasonOfWord: ReadonlyMap<string, ProviderErrorReason> = new Map(
  Object.entries(wordsOf).flatMap(([reason, words]) =>
    words.map((word) => [word, reason as ProviderErrorReason] as const),
  ),
);
