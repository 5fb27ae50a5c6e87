// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.communication;

/** The cloud that an identity belongs to. */
public enum CommunicationCloud {
  PUBLIC("orgid", "acs"),
  /** Azure Government for the Department of Defense of the United States. */
  DOD("dod", "dod-acs"),
  /** The Government Community Cloud High of the United States. */
  GCCH("gcch", "gcch-acs");

  /** What raw ids of Teams have in their second part. */
  final String teams;

  /** What raw ids of communication resources have in their second part. */
  final String resource;

  CommunicationCloud(String teams, String resource) {
    this.teams = teams;
    this.resource = resource;
  }
}
