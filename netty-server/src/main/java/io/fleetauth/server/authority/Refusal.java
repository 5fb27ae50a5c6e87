// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.authority;

/** Why a request is refused: HTTP status, OAuth code, and the number that Entra gives it. */
enum Refusal {
  AUTHORIZATION_PENDING(400, "authorization_pending", 70016),
  SLOW_DOWN(400, "slow_down", 70016),
  ACCESS_DENIED(400, "access_denied", 70017, "authorization_declined"),
  EXPIRED_CODE(400, "expired_token", 70020),
  UNKNOWN_CODE(400, "invalid_grant", 70018, "bad_verification_code"),
  FOREIGN_CODE(400, "invalid_grant", 70018),
  CODE_USED(400, "invalid_grant", 54005),
  CODE_INVALID(400, "invalid_grant", 70000),
  CODE_EXPIRED(400, "invalid_grant", 70008),
  CODE_OF_OTHER_TENANT(400, "invalid_grant", 700005),
  REDIRECT_URI_DIFFERS(400, "invalid_grant", 500112),
  VERIFIER_DIFFERS(400, "invalid_grant", 501481),
  REFRESH_TOKEN_INVALID(400, "invalid_grant", 70000),
  REFRESH_TOKEN_EXPIRED(400, "invalid_grant", 700082),
  REFRESH_TOKEN_REVOKED(400, "invalid_grant", 50173),
  USER_ASSERTION_INVALID(400, "invalid_grant", 50013),
  USER_ASSERTION_AUDIENCE(400, "invalid_grant", 500131),
  USER_ASSERTION_EXPIRED(400, "invalid_grant", 500133),
  USER_DISABLED(400, "invalid_grant", 50057),
  UNKNOWN_CLIENT(401, "invalid_client", 700016, "unauthorized_client"),
  WRONG_SECRET(401, "invalid_client", 7000215),
  SECRET_MISSING(401, "invalid_client", 7000218),
  PUBLIC_CLIENT(401, "invalid_client", 700025),
  ASSERTION_MALFORMED(401, "invalid_client", 50027),
  ASSERTION_OF_OTHER_CLIENT(401, "invalid_client", 700021),
  ASSERTION_AUDIENCE(401, "invalid_client", 700023),
  ASSERTION_NOT_IN_TIME(401, "invalid_client", 700024),
  ASSERTION_KEY_UNKNOWN(401, "invalid_client", 700027),
  ASSERTION_REPLAYED(401, "invalid_client", 50013),
  NOT_FEDERATED(401, "invalid_client", 70021),
  FEDERATED_ISSUER(401, "invalid_client", 700211),
  FEDERATED_AUDIENCE(401, "invalid_client", 700212),
  FEDERATED_SUBJECT(401, "invalid_client", 700213),
  ISSUER_UNREACHABLE(503, "temporarily_unavailable", 50166),
  CLIENT_NOT_ALLOWED(400, "unauthorized_client", 700025),
  FOREIGN_TOKEN(400, "unauthorized_client", 700007),
  REDIRECT_URI_UNKNOWN(400, "invalid_request", 50011),
  RESPONSE_TYPE(400, "unsupported_response_type", 700054),
  RESPONSE_MODE(400, "invalid_request", 70007),
  CHALLENGE_MISSING(400, "invalid_request", 50147),
  CHALLENGE_METHOD(400, "invalid_request", 501491),
  REQUEST_OBJECT(400, "request_not_supported", 9002313),
  REQUEST_URI(400, "request_uri_not_supported", 9002313),
  LOGIN_REQUIRED(400, "login_required", 50058),
  INTERACTION_REQUIRED(400, "interaction_required", 16000),
  CONSENT_REQUIRED(400, "consent_required", 65001),
  CONSENT_DENIED(400, "access_denied", 65004),
  SCOPE_NOT_ALLOWED(400, "invalid_scope", 70011),
  SEVERAL_RESOURCES(400, "invalid_scope", 28000),
  GRANT_NOT_SUPPORTED(400, "unsupported_grant_type", 70003),
  INVALID_REQUEST(400, "invalid_request", 900144),
  MALFORMED_REQUEST(400, "invalid_request", 9002313),
  UNKNOWN_TENANT(400, "invalid_tenant", 90002),
  TOO_MANY_REQUESTS(429, "temporarily_unavailable", 90055),
  OVERLOADED(503, "temporarily_unavailable", 90033),
  STORAGE_DOWN(503, "temporarily_unavailable", 90033);

  final int status;
  final String code;
  final int number;
  final String entraCode;

  Refusal(int status, String code, int number) {
    this(status, code, number, code);
  }

  Refusal(int status, String code, int number, String entraCode) {
    this.status = status;
    this.code = code;
    this.number = number;
    this.entraCode = entraCode;
  }
}
